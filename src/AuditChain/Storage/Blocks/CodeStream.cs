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
        uint mask = (1u << bits) - 1;
        Span<byte> eight = stackalloc byte[8];
        for (int row = 0; row < codes.Length; row += 8)
        {
            packed.Slice(row / 8 * bits, bits).CopyTo(eight);
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(eight);
            for (int i = 0; i < 8; i++, word >>= bits) codes[row + i] = (byte)(word & mask);
        }
    }
}
