using System.Globalization;
using System.Text;

namespace AuditChain.Tests.Anchoring;

// A log in memory: real lines, and what proofs, tiles and witnesses read of it.
internal sealed class MemoryLog : ITreeReader
{
    private static readonly DateTimeOffset s_time = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private readonly List<byte[]> _lines = [];
    private readonly List<Digest> _leaves = [];
    private readonly Dictionary<int, List<Digest>> _nodes = [];
    private readonly MerkleFrontier _frontier = new();

    internal MemoryLog(int count, string salt = "", bool keepNodes = false)
    {
        if (keepNodes) _frontier.Completed = node => (_nodes.TryGetValue(node.Level, out List<Digest>? of) ? of : _nodes[node.Level] = []).Add(node.Root);
        Header = Digest.Of(Encoding.UTF8.GetBytes("header" + salt));
        Append(count, salt);
    }

    internal Digest Header { get; }

    internal int Count => _lines.Count;

    internal long LeavesRead { get; private set; }

    internal byte[] Line(long seq) => _lines[(int)seq - 1];

    internal Digest Leaf(long seq) => _leaves[(int)seq - 1];

    internal void Append(int count, string salt = "")
    {
        for (int i = 0; i < count; i++) AppendLine($$"""{"prev":"{{(Count == 0 ? Header : _leaves[^1])}}","seq":{{Count + 1}},"time":"2026-11-20T08:00:00.0000000Z","type":"test{{salt}}"}""");
    }

    internal void AppendLine(string line)
    {
        _lines.Add(Encoding.UTF8.GetBytes(line));
        _leaves.Add(LeafHash.Of(_lines[^1]));
        _frontier.Add(_leaves[^1]);
    }

    internal void AppendLong(int bytes)
    {
        string start = string.Create(CultureInfo.InvariantCulture, $$"""{"message":"{{new string('x', bytes)}}","prev":"{{_leaves[^1]}}","seq":{{Count + 1}},"time":"2026-11-20T08:00:00.0000000Z","type":"test"}""");
        AppendLine(start.Remove("""{"message":""".Length + 1, start.Length - bytes));
    }

    // Makes the stored bytes lie, as an attacker with the file would.
    internal void Damage(long seq) => _lines[(int)seq - 1][^3] ^= 1;

    internal Digest Root(long size) => MerkleTree.Root(_leaves.Take((int)size));

    internal SignedNote Attest(SigningKey key, long? size = null, string? origin = null)
    {
        long n = size ?? Count;
        return SignedNote.Sign(new Checkpoint(origin ?? key.Name, n, Root(n), n == 0 ? Header : Leaf(n), Header, s_time), key);
    }

    internal void ReadLines(long first, long last, LineVisitor visit)
    {
        for (long seq = first; seq <= last; seq++) visit(seq, Line(seq), Leaf(seq));
    }

    public IEnumerable<Digest> ReadHashes(long first, long last)
    {
        for (long seq = first; seq <= last; seq++)
        {
            LeavesRead++;
            yield return Leaf(seq);
        }
    }

    public IEnumerable<Digest> ReadNodes(int level, long first, long count) =>
        _nodes.TryGetValue(level, out List<Digest>? nodes) ? nodes.Skip((int)first).Take((int)count) : [];

    internal void CorruptNodes()
    {
        foreach (List<Digest> nodes in _nodes.Values) nodes[0] = Header;
    }
}
