using System.Buffers;
using System.Buffers.Binary;

namespace AuditChain.Anchoring.Tiles;

/// <summary>An entry bundle of tlog-tiles: up to 256 entries, each with its length (2 bytes, big endian) before it.</summary>
public static class EntryBundle
{
    /// <summary>The longest entry that a bundle can hold.</summary>
    public const int MaxEntryBytes = ushort.MaxValue;

    /// <summary>Appends an entry.</summary>
    /// <param name="bundle">Where to.</param>
    /// <param name="entry">At most 65,535 bytes.</param>
    internal static void Append(ArrayBufferWriter<byte> bundle, ReadOnlySpan<byte> entry)
    {
        BinaryPrimitives.WriteUInt16BigEndian(bundle.GetSpan(sizeof(ushort)), checked((ushort)entry.Length));
        bundle.Advance(sizeof(ushort));
        bundle.Write(entry);
    }

    /// <summary>Takes a bundle apart.</summary>
    /// <param name="bundle">The bytes of the resource.</param>
    /// <param name="entries">The entries in their order, when the result is true.</param>
    /// <returns>False when a length leads past the end, or there are more than 256.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> bundle, out IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        List<ReadOnlyMemory<byte>> read = [];
        entries = read;
        while (!bundle.IsEmpty)
        {
            if (read.Count == TilePath.Width || bundle.Length < sizeof(ushort)) return false;
            int length = BinaryPrimitives.ReadUInt16BigEndian(bundle.Span);
            if (bundle.Length < sizeof(ushort) + length) return false;
            read.Add(bundle.Slice(sizeof(ushort), length));
            bundle = bundle[(sizeof(ushort) + length)..];
        }
        return true;
    }
}
