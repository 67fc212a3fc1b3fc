using System.Buffers.Binary;
using System.Numerics;

namespace AuditChain.Storage;

/// <summary>The hash of a folded value in the block index: the upper 16 bits of its CRC-32C, never 0.</summary>
internal static class ValueHash
{
    /// <summary>The hash that form 02 holds.</summary>
    public static ushort Of(ReadOnlySpan<byte> folded) => FromCrc(Crc32C(folded));

    /// <summary>The hash that form 02 holds, from the CRC-32C.</summary>
    public static ushort FromCrc(uint crc) => (ushort)Math.Max(1, crc >> 16);

    /// <summary>CRC-32C (Castagnoli): RFC 3720, section 12.1. The processor has an instruction for it.</summary>
    public static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte value in bytes) crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
