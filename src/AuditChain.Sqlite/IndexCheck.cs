using System.Buffers.Binary;
using System.Security.Cryptography;
using SQLitePCL;

namespace AuditChain.Sqlite;

/// <summary>
/// An index that was edited makes queries miss entries that are intact. While the rows pass by, a sum of keyed hashes of
/// (value, seq) is kept for every index; afterwards each index is read once, and must give the same sum, in its own order.
/// </summary>
internal sealed class IndexCheck(LogDatabase database)
{
    // Keyed at random for every process: an edit cannot be fitted to it.
    private static readonly ulong[] s_keys = [.. Enumerable.Range(0, 3).Select(_ => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) | 1)];
    private readonly ulong[] _sums = new ulong[RowBatch.TextColumns];
    private readonly long[] _counts = new long[RowBatch.TextColumns];
    private long _rows;

    /// <summary>Counts the row last added to a batch.</summary>
    public void Count(long seq, RowBatch rows)
    {
        _rows++;
        for (int i = 0; i < RowBatch.TextColumns; i++)
        {
            if (!rows.TryGetLast(i, out ReadOnlySpan<byte> value)) continue;
            _sums[i] += Hash(value, seq);
            _counts[i]++;
        }
    }

    /// <summary>Reads the indexes; the fault at the first entry that one of them has lost, or null.</summary>
    public ChainFault? Compare()
    {
        foreach ((string name, string column, bool partial) in Schema.Indexes)
        {
            if (database.Scalar($"SELECT count(*) FROM sqlite_master WHERE type = 'index' AND name = '{name}'") == 0) continue;
            int position = column == "time" ? 0 : Array.IndexOf(Schema.NameColumns, column) + 1;
            if (Holds(name, column, partial, position)) continue;
            return new ChainFault(Verdict.Tampered, Locate(name, column, partial), $"the index '{name}' does not hold what the entries say, so that queries by {column} are wrong");
        }
        return Unreachable();
    }

    /// <summary>Stops at the first thing that is wrong: an index whose pages lead in circles would never end.</summary>
    private bool Holds(string name, string column, bool partial, int position)
    {
        ulong sum = 0;
        long count = 0;
        IndexOrder order = new();
        using Statement entries = database.Prepare($"SELECT {column}, seq FROM entries INDEXED BY {name}{(partial ? $" WHERE {column} IS NOT NULL" : "")}");
        while (entries.Step())
        {
            ReadOnlySpan<byte> value = entries.Bytes(0);
            long seq = entries.Long(1);
            if (++count > _counts[position] || entries.Kind(0) != raw.SQLITE_TEXT || !order.Follows(value, seq)) return false;
            sum += Hash(value, seq);
        }
        return sum == _sums[position];
    }

    /// <summary>An entry that is there when the table is read from end to end, and that a search by its sequence does not find.</summary>
    private ChainFault? Unreachable()
    {
        using Statement lost = database.Prepare(
            "SELECT min(e.seq) FROM (SELECT seq FROM entries NOT INDEXED ORDER BY seq DESC) AS e WHERE NOT EXISTS (SELECT 1 FROM entries AS i NOT INDEXED WHERE i.seq = e.seq)");
        return lost.Step() && !lost.IsNull(0)
            ? new ChainFault(Verdict.Tampered, Math.Max(lost.Long(0), 1), "the table 'entries' is so bent that a search does not find this entry")
            : null;
    }

    /// <summary>The first entry that the index lacks, or holds under another value.</summary>
    private long Locate(string name, string column, bool partial)
    {
        string where = partial ? $" WHERE {column} IS NOT NULL" : "";
        long first = long.MaxValue;
        using Statement lost = database.Prepare(
            $"SELECT seq FROM entries AS e NOT INDEXED WHERE e.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM entries AS i INDEXED BY {name} WHERE i.{column} = e.{column} AND i.seq = e.seq) ORDER BY seq LIMIT 1");
        if (lost.Step()) first = lost.Long(0);
        using Statement held = database.Prepare($"SELECT {column}, seq FROM entries INDEXED BY {name}{where}");
        using Statement row = database.Prepare($"SELECT {column} FROM entries NOT INDEXED WHERE seq = ?");
        for (long read = 0; read <= _rows && held.Step(); read++)
        {
            long seq = held.Long(1);
            if (seq >= first) continue;
            row.Bind(1, seq);
            if (!row.Step() || !row.Bytes(0).SequenceEqual(held.Bytes(0))) first = seq;
            row.Reset();
        }
        return first == long.MaxValue ? 1 : Math.Max(first, 1);
    }

    private static ulong Hash(ReadOnlySpan<byte> value, long seq)
    {
        ulong hash = s_keys[0] ^ (ulong)seq;
        for (; value.Length >= 8; value = value[8..]) hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(value), s_keys[1]);
        ulong rest = (ulong)value.Length << 56;
        for (int i = 0; i < value.Length; i++) rest |= (ulong)value[i] << (8 * i);
        return Mix(Mix(hash ^ rest, s_keys[1]), s_keys[2]);
    }

    private static ulong Mix(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }
}
