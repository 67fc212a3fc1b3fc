using System.Buffers.Binary;

namespace AuditChain.Files;

/// <summary>The CRC-32 of gzip (RFC 1952 section 8), eight bytes at a time.</summary>
internal static class Crc32
{
    private static readonly uint[][] s_tables = Tables();

    /// <summary>Goes on with a checksum; starts from 0.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        uint[][] t = s_tables;
        crc = ~crc;
        for (; data.Length >= 8; data = data[8..])
        {
            ulong block = BinaryPrimitives.ReadUInt64LittleEndian(data) ^ crc;
            crc = t[7][(byte)block] ^ t[6][(byte)(block >> 8)] ^ t[5][(byte)(block >> 16)] ^ t[4][(byte)(block >> 24)]
                ^ t[3][(byte)(block >> 32)] ^ t[2][(byte)(block >> 40)] ^ t[1][(byte)(block >> 48)] ^ t[0][block >> 56];
        }
        foreach (byte value in data) crc = t[0][(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[][] Tables()
    {
        uint[][] tables = [.. Enumerable.Range(0, 8).Select(_ => new uint[256])];
        for (uint i = 0; i < 256; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xedb88320;
            tables[0][i] = crc;
        }
        for (int table = 1; table < 8; table++)
        {
            for (int i = 0; i < 256; i++) tables[table][i] = (tables[table - 1][i] >> 8) ^ tables[0][(byte)tables[table - 1][i]];
        }
        return tables;
    }
}
