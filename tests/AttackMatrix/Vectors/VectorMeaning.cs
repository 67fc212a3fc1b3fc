using AttackMatrix.Honest;

namespace AttackMatrix.Vectors;

// SQLite and zlib write other bytes for the same content from version to version: counters, free pages, the order of keys in a
// page, the way of packing. A vector is stored once and keeps its bytes; what is made anew has to mean the same.

/// <summary>Compares what vectors mean: words and expectations, and the files by their content.</summary>
internal static class VectorMeaning
{
    private static ReadOnlySpan<byte> DatabaseMagic => "SQLite format 3\0"u8;

    private static ReadOnlySpan<byte> GzipMagic => [0x1f, 0x8b];

    /// <summary>True when both say the same.</summary>
    public static bool Same(Vector a, Vector b) => VectorFile.ToJson(Bare(a)) == VectorFile.ToJson(Bare(b)) && SameFiles(a, b);

    /// <summary>Whether the bytes are up to a library, so that only content and verdict can be compared.</summary>
    public static bool IsPacked(byte[] file) => file.AsSpan().StartsWith(DatabaseMagic) || file.AsSpan().StartsWith(GzipMagic);

    private static bool SameFiles(Vector a, Vector b)
    {
        if (SameBytes(a, b)) return true;
        if (!IsPacked(a.Content) || !IsPacked(b.Content)) return false;
        // What cannot be read has no content to compare: that it is refused as it should be is a test of its own.
        return Content(a) is not { } first || Content(b) is not { } second || first.AsSpan().SequenceEqual(second);
    }

    private static bool SameBytes(Vector a, Vector b) =>
        a.Content.AsSpan().SequenceEqual(b.Content) && a.Companions.Zip(b.Companions).All(pair => pair.First.Content.AsSpan().SequenceEqual(pair.Second.Content));

    /// <summary>Rows of a database as SQLite sees them, with its companions in place; bytes of gzip data; null when they cannot be read.</summary>
    private static byte[]? Content(Vector vector)
    {
        if (vector.Content.AsSpan().StartsWith(DatabaseMagic)) return DatabaseText.Of(vector.Content, vector.Companions);
        try
        {
            return BundleText.Gunzip(vector.Content);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static Vector Bare(Vector vector) => vector with { Content = [], Companions = [.. vector.Companions.Select(companion => companion with { Content = [] })] };
}
