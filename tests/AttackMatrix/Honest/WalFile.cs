using System.Buffers.Binary;

namespace AttackMatrix.Honest;

// SQLite's write-ahead log (https://www.sqlite.org/fileformat2.html#walformat), big endian:
//
//   header  32 bytes: magic 377f0683, version 3007000, page size, checkpoint number, two salts, checksum of the 24 before
//   frame   24 bytes: page number, pages of the database after a commit (else 0), the salts, running checksum; then the page

/// <summary>Writes the write-ahead log that a crash would have left: deterministic, where SQLite takes random salts.</summary>
internal sealed class WalFile
{
    private const int Salt1 = 0x11223344, Salt2 = 0x55667788;
    private readonly MemoryStream _bytes = new();
    private uint _sum1, _sum2;

    public WalFile()
    {
        byte[] header = new byte[32];
        Write(header, 0, 0x377f0683, 3_007_000, DatabasePages.Size, 0, Salt1, Salt2);
        Sum(header.AsSpan(0, 24));
        Write(header, 24, (int)_sum1, (int)_sum2);
        _bytes.Write(header);
    }

    public byte[] ToArray() => _bytes.ToArray();

    /// <summary>Adds one transaction: the pages in which a file differs from another.</summary>
    public WalFile Commit(byte[] before, byte[] after)
    {
        int pages = after.Length / DatabasePages.Size;
        int[] changed = [.. Enumerable.Range(1, pages).Where(n => n * DatabasePages.Size > before.Length || !DatabasePages.Page(before, n).SequenceEqual(DatabasePages.Page(after, n)))];
        foreach (int number in changed)
        {
            byte[] frame = new byte[24];
            Write(frame, 0, number, number == changed[^1] ? pages : 0, Salt1, Salt2);
            Sum(frame.AsSpan(0, 8));
            Sum(DatabasePages.Page(after, number));
            Write(frame, 16, (int)_sum1, (int)_sum2);
            _bytes.Write(frame);
            _bytes.Write(DatabasePages.Page(after, number));
        }
        return this;
    }

    private static void Write(byte[] to, int at, params ReadOnlySpan<int> values)
    {
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt32BigEndian(to.AsSpan(at + (4 * i)), values[i]);
    }

    private void Sum(ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i += 8)
        {
            _sum1 += BinaryPrimitives.ReadUInt32BigEndian(bytes[i..]) + _sum2;
            _sum2 += BinaryPrimitives.ReadUInt32BigEndian(bytes[(i + 4)..]) + _sum1;
        }
    }
}
