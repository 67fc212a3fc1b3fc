using SQLitePCL;

namespace AuditChain.Sqlite;

/// <summary>Lines with what the store keeps beside each, for the verifier to compare.</summary>
/// <param name="keepsNodes">Whether the store keeps nodes of the tree.</param>
internal sealed class RowBatch(bool keepsNodes) : LineBatch
{
    /// <summary>time, then the columns of <see cref="Schema.NameColumns"/>.</summary>
    public const int TextColumns = 8;

    private readonly List<Row> _rows = [];
    private readonly List<(int Start, int Length)> _columns = [];
    private byte[] _bytes = new byte[64 * 1024];
    private int _used;

    /// <summary>The nodes of the tree that the store keeps and that end with an entry of the batch.</summary>
    public List<TreeNode> Nodes { get; } = [];

    internal override bool KeepsNodes => keepsNodes;

    internal override TreeNode? StoredNode(int level, long index)
    {
        int at = Nodes.FindIndex(node => node.Level == level && node.Index == index);
        return at < 0 ? null : Nodes[at];
    }

    public override void Clear()
    {
        base.Clear();
        Nodes.Clear();
        _rows.Clear();
        _columns.Clear();
        _used = 0;
    }

    /// <summary>Takes the row that a statement stands on: seq, line, hash, time, type, actor, action, target, outcome, source, correlation.</summary>
    public void Add(Statement row)
    {
        bool kinds = row.Read(1, out ReadOnlySpan<byte> line) == raw.SQLITE_TEXT & row.Read(2, out ReadOnlySpan<byte> hash) == raw.SQLITE_BLOB;
        Add(line);
        _rows.Add(new Row(row.Long(0), hash.Length == Digest.Size ? new Digest(hash) : default, kinds));
        for (int i = 0; i < TextColumns; i++) _columns.Add(Keep(row, i + 3));
    }

    /// <summary>The bytes of a text column of the row last added; empty with length -1 when it is NULL.</summary>
    public bool TryGetLast(int column, out ReadOnlySpan<byte> value)
    {
        (int start, int length) = _columns[^(TextColumns - column)];
        value = length < 0 ? default : _bytes.AsSpan(start, length);
        return length >= 0;
    }

    internal override string? CheckStored(int index, ReadOnlySpan<byte> line, in EntryFacts facts, Digest hash)
    {
        Row row = _rows[index];
        if (!row.KindsFit) return "the columns line and hash do not hold text and bytes";
        if (row.Seq != facts.Seq) return $"its row has the seq {row.Seq}, its line says {facts.Seq}";
        if (row.Hash != hash) return "the hash stored beside it is not the hash of its line";
        ReadOnlySpan<TextSpan> said = [facts.Time, facts.Type, facts.ActorId, facts.Action, facts.TargetId, facts.Outcome, facts.Source, facts.Correlation];
        for (int i = 0; i < TextColumns; i++)
        {
            (int start, int length) = _columns[(index * TextColumns) + i];
            bool agrees = said[i].IsPresent
                ? length >= 0 && JsonText.Equal(said[i].In(line), _bytes.AsSpan(start, length))
                : length == -1;
            if (!agrees) return $"the column {(i == 0 ? "time" : Schema.NameColumns[i - 1])} does not repeat what its line says";
        }
        return null;
    }

    private (int Start, int Length) Keep(Statement row, int column)
    {
        int kind = row.Read(column, out ReadOnlySpan<byte> value);
        if (kind == raw.SQLITE_NULL) return (0, -1);
        if (kind != raw.SQLITE_TEXT) return (0, -2);
        if (_used + value.Length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + value.Length));
        value.CopyTo(_bytes.AsSpan(_used));
        _used += value.Length;
        return (_used - value.Length, value.Length);
    }

    private readonly record struct Row(long Seq, Digest Hash, bool KindsFit);
}
