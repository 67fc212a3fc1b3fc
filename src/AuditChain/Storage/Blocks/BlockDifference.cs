namespace AuditChain.Storage.Blocks;

/// <summary>Where the stored index of a block says something else than its lines do.</summary>
internal static class BlockDifference
{
    /// <summary>The first row for which the stored data is wrong.</summary>
    /// <param name="member">1 to 8.</param>
    /// <param name="stored">What a store has; anything.</param>
    /// <param name="computed">What <see cref="BlockBuilder"/> made of the lines.</param>
    /// <returns>-1 when the bytes are equal; 0 also when they differ and no single row is wrong.</returns>
    public static int FirstRow(int member, ReadOnlySpan<byte> stored, ReadOnlySpan<byte> computed)
    {
        if (stored.SequenceEqual(computed)) return -1;
        if (member == BlockFormat.TimeMember || !BlockReader.TryParse(stored, out BlockReader said)
            || !BlockReader.TryParse(computed, out BlockReader meant)) return 0;
        int[] saidRows = new int[BlockFormat.Rows], meantRows = new int[BlockFormat.Rows];
        if (said.IsDictionary && meant.IsDictionary)
        {
            ReadRows(said, saidRows, NumbersIn(said, meant));
            ReadRows(meant, meantRows, NumbersIn(meant, meant));
        }
        else
        {
            ReadRows(said, saidRows, HashesOf(said));
            ReadRows(meant, meantRows, HashesOf(meant));
        }
        int same = saidRows.AsSpan().CommonPrefixLength(meantRows);
        return same == BlockFormat.Rows ? 0 : same;
    }

    /// <summary>What stands for each row: of form 01 what its code stands for, of form 02 its hash.</summary>
    private static void ReadRows(in BlockReader reader, Span<int> rows, ReadOnlySpan<int> meanings)
    {
        Span<byte> codes = stackalloc byte[BlockFormat.Rows];
        if (reader.IsDictionary) _ = reader.TryReadCodes(codes);
        for (int row = 0; row < rows.Length; row++) rows[row] = reader.IsDictionary ? meanings[codes[row]] : reader.HashOf(row);
    }

    /// <summary>For each code the number of its value in another dictionary; a code that has no value there stands for none.</summary>
    private static int[] NumbersIn(in BlockReader reader, in BlockReader other)
    {
        int[] numbers = Meanings();
        int code = 0;
        foreach (ReadOnlySpan<byte> value in reader)
        {
            int number = 0;
            code++;
            foreach (ReadOnlySpan<byte> theirs in other)
            {
                number++;
                if (theirs.SequenceEqual(value)) numbers[code] = number;
            }
        }
        return numbers;
    }

    private static int[] HashesOf(in BlockReader reader)
    {
        int[] hashes = Meanings();
        int code = 0;
        foreach (ReadOnlySpan<byte> value in reader) hashes[++code] = ValueHash.Of(value);
        return hashes;
    }

    /// <summary>One for each code that seven bits can hold: 0 for an absent member, -1 until it is known what the code stands for.</summary>
    private static int[] Meanings()
    {
        int[] meanings = new int[128];
        meanings.AsSpan(1).Fill(-1);
        return meanings;
    }
}
