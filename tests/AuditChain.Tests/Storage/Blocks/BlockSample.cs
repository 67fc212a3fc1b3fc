using System.Text;

namespace AuditChain.Tests;

/// <summary>Lines for a block, and what its index must be by the words of the format, computed the slow way.</summary>
internal static class BlockSample
{
    private static readonly string[] s_names = ["type", "actor", "action", "target", "outcome", "source", "correlation"];

    /// <summary>A line with these values of the seven members; null for one that it lacks.</summary>
    public static byte[] Line(long seq, string?[] values, DateTimeOffset time)
    {
        SortedDictionary<string, object?> members = new(StringComparer.Ordinal)
        {
            ["prev"] = new string('0', 64),
            ["seq"] = seq,
            ["time"] = AuditTime.Format(time),
        };
        for (int i = 0; i < s_names.Length; i++)
        {
            bool party = s_names[i] is "actor" or "target";
            if (values[i] is { } value) members[s_names[i]] = party ? new Dictionary<string, object?> { ["id"] = value, ["name"] = "x" } : value;
        }
        return CanonicalJson.Serialize(members);
    }

    /// <summary>A line of which one member alone matters.</summary>
    public static byte[] Line(int row, EntryMember member, string? value)
    {
        string?[] values = ["t", .. new string?[6]];
        values[(int)member - 1] = value;
        return Line(row + 1, values, DateTimeOffset.UnixEpoch.AddSeconds(row));
    }

    public static BlockBuilder Build(IEnumerable<byte[]> lines, BlockBuilder? builder = null)
    {
        builder ??= new BlockBuilder();
        builder.Clear();
        foreach (byte[] line in lines)
        {
            Assert.True(EntryFacts.TryRead(line, out EntryFacts facts, out string? problem), problem);
            builder.Add(line, facts);
        }
        return builder;
    }

    /// <summary>The data of a member whose values are these.</summary>
    public static byte[] Expected(IReadOnlyList<string?> values)
    {
        byte[]?[] rows = [.. values.Select(value => value is null ? null : Encoding.UTF8.GetBytes(Folding.Fold(value)))];
        byte[][] names = [.. rows.OfType<byte[]>().DistinctBy(Convert.ToHexString).OrderBy(Convert.ToHexString, StringComparer.Ordinal)];
        if (names.Length > 96 || names.Any(name => name.Length > 255))
            return [2, .. rows.SelectMany(row => BitConverter.GetBytes(row is null ? (ushort)0 : ValueHash.Of(row)))];
        List<byte> data = [1, (byte)names.Length];
        foreach (byte[] name in names) data.AddRange([(byte)name.Length, .. name]);
        int width = (int)Math.Ceiling(Math.Log2(names.Length + 1));
        byte[] codes = new byte[rows.Length * width / 8];
        for (int row = 0; row < rows.Length; row++)
        {
            int code = rows[row] is { } value ? 1 + Array.FindIndex(names, name => name.AsSpan().SequenceEqual(value)) : 0;
            for (int bit = 0; bit < width; bit++)
            {
                int at = (row * width) + bit;
                if ((code >> bit & 1) != 0) codes[at / 8] |= (byte)(1 << (at % 8));
            }
        }
        return [.. data, .. codes];
    }

    /// <summary>Rows of a set, one by one.</summary>
    public static IEnumerable<int> Rows(RowSet rows) => Enumerable.Range(0, BlockFormat.Rows).Where(row => rows[row]);
}
