using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace AttackMatrix.Honest;

/// <summary>Edits of a log file page by page, below everything that SQL could notice. Pages have 4096 bytes and are numbered from 1.</summary>
internal static class DatabasePages
{
    public const int Size = 4096;

    private const byte TableInterior = 0x05;

    public static int Root(byte[] file, string name) => (int)Scalar(file, $"SELECT rootpage FROM sqlite_master WHERE name = '{name}'");

    public static Span<byte> Page(byte[] file, int number) => file.AsSpan((number - 1) * Size, Size);

    /// <summary>Sets the key that parts the first child of a table's first page from the second.</summary>
    public static byte[] SetFirstKey(byte[] file, int page, byte key)
    {
        byte[] changed = [.. file];
        Span<byte> bytes = Page(changed, page);
        if (bytes[0] != TableInterior) throw new InvalidOperationException($"Page {page} is not an inner page of a table.");
        int cell = BinaryPrimitives.ReadUInt16BigEndian(bytes[12..]);
        if (bytes[cell + 4] is <= 3 or >= 128) throw new InvalidOperationException($"The first key of page {page} is {bytes[cell + 4]}.");
        bytes[cell + 4] = key;
        return changed;
    }

    /// <summary>
    /// Makes a maze of a tree: its first page leads to a new page from every one of ten cells, that one in the same way to the
    /// next, twelve times, and the last one to what was there. Small on the disk, and without end for who walks through all of it.
    /// </summary>
    /// <param name="file">The log file.</param>
    /// <param name="root">The first page of a table that fits one page.</param>
    /// <param name="innerCell">What an inner cell holds behind the number of its child.</param>
    public static byte[] Maze(byte[] file, int root, byte[] innerCell)
    {
        const int levels = 12, cells = 10;
        int pages = file.Length / Size, innerType = Page(file, root)[0] - 8;
        byte[] changed = new byte[file.Length + (levels * Size)];
        file.CopyTo(changed, 0);
        Page(file, root).CopyTo(Page(changed, pages + levels));
        for (int level = 0; level < levels; level++)
        {
            Span<byte> page = Page(changed, level == 0 ? root : pages + level);
            int child = pages + level + 1, at = Size;
            page.Clear();
            page[0] = (byte)innerType;
            BinaryPrimitives.WriteUInt16BigEndian(page[3..], cells);
            BinaryPrimitives.WriteInt32BigEndian(page[8..], child);
            for (int cell = 0; cell < cells; cell++)
            {
                at -= 4 + innerCell.Length;
                BinaryPrimitives.WriteInt32BigEndian(page[at..], child);
                innerCell.CopyTo(page[(at + 4)..]);
                BinaryPrimitives.WriteUInt16BigEndian(page[(12 + (2 * cell))..], (ushort)at);
            }
            BinaryPrimitives.WriteUInt16BigEndian(page[5..], (ushort)at);
        }
        BinaryPrimitives.WriteInt32BigEndian(changed.AsSpan(28), pages + levels);
        return changed;
    }

    /// <summary>Exchanges two pages.</summary>
    public static byte[] Swap(byte[] file, int a, int b)
    {
        byte[] changed = [.. file];
        Page(file, a).CopyTo(Page(changed, b));
        Page(file, b).CopyTo(Page(changed, a));
        return changed;
    }

    public static byte[] Fill(byte[] file, int page, byte value)
    {
        byte[] changed = [.. file];
        Page(changed, page).Fill(value);
        return changed;
    }

    public static long Scalar(byte[] file, string sql)
    {
        long result = 0;
        DatabaseBuilder.Read(file, sql, reader => result = Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture));
        return result;
    }
}
