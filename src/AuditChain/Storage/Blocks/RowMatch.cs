using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace AuditChain.Storage.Blocks;

/// <summary>Compares all rows of a block with some codes or hashes, 32 bytes at a time.</summary>
internal static class RowMatch
{
    /// <summary>Keeps the rows that have one of these codes.</summary>
    /// <param name="codes">A byte a row.</param>
    /// <param name="wanted">The codes.</param>
    /// <param name="rows">The rows that matched so far.</param>
    public static void KeepCodes(ReadOnlySpan<byte> codes, ReadOnlySpan<byte> wanted, RowSet rows)
    {
        for (int word = 0; word < rows.Words.Length; word++)
        {
            Vector256<byte> low = Vector256.Create(codes.Slice(word * 64, 32)), high = Vector256.Create(codes.Slice((word * 64) + 32, 32));
            Vector256<byte> lowFound = default, highFound = default;
            foreach (byte code in wanted)
            {
                Vector256<byte> all = Vector256.Create(code);
                lowFound |= Vector256.Equals(low, all);
                highFound |= Vector256.Equals(high, all);
            }
            rows.Words[word] &= lowFound.ExtractMostSignificantBits() | ((ulong)highFound.ExtractMostSignificantBits() << 32);
        }
    }

    /// <summary>Keeps the rows that have one of these hashes.</summary>
    /// <param name="hashes">Two bytes a row, little endian.</param>
    /// <param name="wanted">The hashes.</param>
    /// <param name="rows">The rows that matched so far.</param>
    public static void KeepHashes(ReadOnlySpan<byte> hashes, ReadOnlySpan<ushort> wanted, RowSet rows)
    {
        for (int word = 0; word < rows.Words.Length; word++)
        {
            ulong found = 0;
            foreach (ushort hash in wanted) found |= Equal(hashes.Slice(word * 128, 128), hash);
            rows.Words[word] &= found;
        }
    }

    /// <summary>Keeps the rows that have the member.</summary>
    /// <param name="hashes">Two bytes a row, little endian.</param>
    /// <param name="rows">The rows that matched so far.</param>
    public static void KeepPresent(ReadOnlySpan<byte> hashes, RowSet rows)
    {
        for (int word = 0; word < rows.Words.Length; word++) rows.Words[word] &= ~Equal(hashes.Slice(word * 128, 128), 0);
    }

    private static ulong Equal(ReadOnlySpan<byte> hashes, ushort hash)
    {
        // Compared as the bytes lie, so that the processor's own order does not matter.
        Vector256<ushort> all = Vector256.Create(BitConverter.IsLittleEndian ? hash : BinaryPrimitives.ReverseEndianness(hash));
        ulong found = 0;
        for (int part = 3; part >= 0; part--)
        {
            Vector256<ushort> sixteen = Vector256.Create(hashes.Slice(part * 32, 32)).AsUInt16();
            found = (found << 16) | Vector256.Equals(sixteen, all).ExtractMostSignificantBits();
        }
        return found;
    }
}
