namespace AuditChain.Sqlite;

/// <summary>
/// An index that was edited makes queries miss entries that are intact. While the rows pass by, a sum of keyed hashes of
/// (value, seq) is kept for every index; afterwards each index is read once, and must give the same sum.
/// </summary>
internal sealed class IndexCheck(LogDatabase database)
{
    private readonly ulong[] _sums = new ulong[RowBatch.TextColumns];

    /// <summary>Counts the row last added to a batch.</summary>
    public void Count(long seq, RowBatch rows)
    {
        for (int i = 0; i < RowBatch.TextColumns; i++)
        {
            if (rows.TryGetLast(i, out ReadOnlySpan<byte> value)) _sums[i] += Hash(value, seq);
        }
    }

    /// <summary>Reads the indexes; the fault at the first entry that one of them has lost, or null.</summary>
    public ChainFault? Compare()
    {
        foreach ((string name, string column, bool partial) in Schema.Indexes)
        {
            if (database.Scalar($"SELECT count(*) FROM sqlite_master WHERE type = 'index' AND name = '{name}'") == 0) continue;
            ulong sum = 0;
            using Statement entries = database.Prepare($"SELECT {column}, seq FROM entries INDEXED BY {name}{(partial ? $" WHERE {column} IS NOT NULL" : "")}");
            while (entries.Step()) sum += Hash(entries.Bytes(0), entries.Long(1));
            int position = column == "time" ? 0 : Array.IndexOf(Schema.NameColumns, column) + 1;
            if (sum == _sums[position]) continue;
            return new ChainFault(Verdict.Tampered, Locate(name, column, partial), $"the index '{name}' does not hold what the entries say, so that queries by {column} are wrong");
        }
        return null;
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
        while (held.Step())
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
        // HashCode is seeded at random in every process: an edit cannot be fitted to it.
        HashCode hash = default;
        hash.AddBytes(value);
        hash.Add(seq);
        return (ulong)(uint)hash.ToHashCode();
    }
}
