using System.Runtime.Intrinsics;

namespace AuditChain.Storage.Blocks;

/// <summary>Finds rows by their hashes in form 02.</summary>
internal static class HashRows
{
    /// <summary>Keeps the rows whose hash is that of a name of the filter; for wildcards, all rows that have the member.</summary>
    /// <param name="hashes">4,096 times a u16, little endian.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="rows">The rows that matched so far.</param>
    public static void Select(ReadOnlySpan<byte> hashes, NameFilter filter, RowSet rows)
    {
        Span<ulong> words = rows.Words;
        Span<ulong> found = stackalloc ulong[words.Length];
        found.Clear();
        if (filter.IsNames)
        {
            foreach (ushort hash in filter.Hashes) Find(hashes, hash, found);
        }
        else
        {
            Find(hashes, 0, found);
            foreach (ref ulong word in found) word = ~word;
        }
        for (int i = 0; i < words.Length; i++) words[i] &= found[i];
    }

    private static void Find(ReadOnlySpan<byte> hashes, ushort hash, Span<ulong> found)
    {
        // Compared as the bytes lie, so that the processor's own order does not matter.
        Vector256<ushort> wanted = Vector256.Create(BitConverter.IsLittleEndian ? hash : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(hash));
        for (int word = 0; word < found.Length; word++)
        {
            for (int part = 0; part < 4; part++)
            {
                Vector256<ushort> sixteen = Vector256.Create(hashes.Slice((word * 128) + (part * 32), 32)).AsUInt16();
                found[word] |= (ulong)Vector256.Equals(sixteen, wanted).ExtractMostSignificantBits() << (16 * part);
            }
        }
    }
}
