namespace AuditChain.Tests.Mirrors.Following;

/// <summary>A table of mirrors that forgets nothing but what a crash keeps from it.</summary>
internal sealed class MemoryMirrorTable : IMirrorTable
{
    private readonly SortedDictionary<string, MirrorRow> _rows = new(StringComparer.Ordinal);

    /// <summary>True while the process is "dead": nothing reaches the disk any more.</summary>
    public bool IsFrozen { get; set; }

    public int Saves { get; private set; }

    public MirrorRow this[string name] => _rows[name];

    public IReadOnlyList<MirrorRow> Read() => [.. _rows.Values];

    public void Add(MirrorRow row) => _rows.Add(row.Name, row);

    public MirrorRow Take(string name) => _rows[name] = Row(name) with { Epoch = Row(name).Epoch + 1 };

    public bool Save(MirrorRow row)
    {
        if (IsFrozen) throw new AuditException(AuditError.AuditLogWriteFailed, "the process is gone");
        if (!_rows.TryGetValue(row.Name, out MirrorRow? there) || there.Epoch != row.Epoch) return false;
        _rows[row.Name] = row;
        Saves++;
        return true;
    }

    public void Change(string name, string settings) => _rows[name] = Row(name) with { Settings = settings, Epoch = Row(name).Epoch + 1 };

    public void Remove(string name) => _rows.Remove(name);

    public void Dispose()
    {
    }

    private MirrorRow Row(string name) => _rows.TryGetValue(name, out MirrorRow? row) ? row : throw new AuditException(AuditError.AuditMirrorNotFound, name);
}
