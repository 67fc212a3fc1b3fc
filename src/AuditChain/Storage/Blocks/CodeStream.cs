using System.Buffers.Binary;

namespace AuditChain.Storage.Blocks;

/// <summary>The codes of form 01: so many bits a row, least significant first.</summary>
internal static class CodeStream
{
    /// <summary>Bytes that the codes of a block take.</summary>
    public static int Length(int bits) => BlockFormat.Rows / 8 * bits;

    /// <summary>Packs codes.</summary>
    /// <param name="codes">4,096 of them, each of at most <paramref name="bits"/> bits.</param>
    /// <param name="bits">0 to 7.</param>
    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    public static void Pack(ReadOnlySpan<byte> codes, int bits, Span<byte> destination)
    {
        Span<byte> eight = stackalloc byte[8];
        for (int row = 0; row < codes.Length; row += 8)
        {
            ulong packed = 0;
            for (int i = 7; i >= 0; i--) packed = (packed << bits) | codes[row + i];
            BinaryPrimitives.WriteUInt64LittleEndian(eight, packed);
            eight[..bits].CopyTo(destination[(row / 8 * bits)..]);
        }
    }

    /// <summary>Unpacks codes.</summary>
    /// <param name="packed">Exactly <see cref="Length"/> bytes.</param>
    /// <param name="bits">0 to 7.</param>
    /// <param name="codes">Takes 4,096.</param>
    public static void Unpack(ReadOnlySpan<byte> packed, int bits, Span<byte> codes)
    {
        ulong mask = (1UL << bits) - 1;
        Span<byte> rest = stackalloc byte[8];
        for (int row = 0, at = 0; row < codes.Length; row += 8, at += bits)
        {
            scoped ReadOnlySpan<byte> from = packed[at..];
            if (from.Length < 8)
            {
                from.CopyTo(rest);
                from = rest;
            }
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(from);
            Span<byte> eight = codes.Slice(row, 8);
            for (int i = 0; i < eight.Length; i++, word >>= bits) eight[i] = (byte)(word & mask);
        }
    }
}
