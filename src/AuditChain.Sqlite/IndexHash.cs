using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AuditChain.Sqlite;

/// <summary>A keyed hash of one entry of an index. Sums of these are equal when two sets of entries are.</summary>
internal static class IndexHash
{
    // Keyed at random for every process: an edit cannot be fitted to it.
    private static readonly ulong[] s_keys = [.. Enumerable.Range(0, 3).Select(_ => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) | 1)];

    public static ulong Of(ReadOnlySpan<byte> value, long seq)
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
