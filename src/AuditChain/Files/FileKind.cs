using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace AuditChain.Files;

/// <summary>What a file is by its first bytes, whatever its name: what somebody would lose who wrote over it.</summary>
public enum FileKind
{
    /// <summary>Nothing is there, or an empty file.</summary>
    Nothing = 1,

    /// <summary>A database, which a log is.</summary>
    Log,

    /// <summary>A bundle, plain or gzip.</summary>
    Bundle,

    /// <summary>A mirror file, or a bundle that was cut short: header and entries without an end.</summary>
    Mirror,

    /// <summary>A signed note.</summary>
    Note,

    /// <summary>A private key, PEM.</summary>
    PrivateKey,

    /// <summary>A public key: PEM, or verifier-key lines.</summary>
    PublicKey,

    /// <summary>Anything else: it is not ours.</summary>
    Other,
}

/// <summary>Recognises the kinds of files that this software writes.</summary>
internal static partial class FileKinds
{
    private const int HeadBytes = 8 * 1024, TailBytes = 512;

    /// <summary>What a file is. Links are followed: what counts is what would be lost.</summary>
    /// <param name="path">It need not be there.</param>
    /// <exception cref="IOException">It is there and cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileKind Of(string path)
    {
        if (!File.Exists(path)) return FileKind.Nothing;
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        byte[] head = Read(file, HeadBytes);
        if (head.Length == 0) return FileKind.Nothing;
        if (head.AsSpan().StartsWith("SQLite format 3\0"u8)) return FileKind.Log;
        if (head is [0x1f, 0x8b, ..]) return IsChain(Unpack(head)) ? FileKind.Bundle : FileKind.Other;
        if (IsChain(head)) return HasEnd(file) ? FileKind.Bundle : FileKind.Mirror;
        string text = Encoding.UTF8.GetString(head);
        return text.Contains("PRIVATE KEY-----", StringComparison.Ordinal) ? FileKind.PrivateKey
            : text.Contains("-----BEGIN PUBLIC KEY-----", StringComparison.Ordinal) || KeyLine().IsMatch(text) ? FileKind.PublicKey
            : Note().IsMatch(text) ? FileKind.Note
            : FileKind.Other;
    }

    /// <summary>The kind in words, with its article.</summary>
    /// <param name="kind">Any but <see cref="FileKind.Nothing"/>.</param>
    public static string Name(FileKind kind) => kind switch
    {
        FileKind.Log => "a database, as a log is",
        FileKind.Bundle => "a bundle",
        FileKind.Mirror => "a mirror file or a bundle that was cut short",
        FileKind.Note => "a signed note",
        FileKind.PrivateKey => "a private key",
        FileKind.PublicKey => "a public key",
        _ => "a file that this software did not write",
    };

    /// <summary>Whether the first line is a log's header: its members are sorted, so it begins with one of them.</summary>
    private static bool IsChain(ReadOnlySpan<byte> head)
    {
        int end = head.IndexOf((byte)'\n');
        return head.StartsWith("{\"created\":"u8) && (end < 0 ? head : head[..end]).IndexOf("\"format\":\"auditlog/"u8) > 0;
    }

    private static bool HasEnd(FileStream file)
    {
        file.Position = Math.Max(0, file.Length - TailBytes);
        ReadOnlySpan<byte> tail = Read(file, TailBytes).AsSpan().TrimEnd((byte)'\n');
        return tail[(tail.LastIndexOf((byte)'\n') + 1)..].StartsWith("{\"end\":"u8);
    }

    private static byte[] Unpack(byte[] head)
    {
        using GZipStream gzip = new(new MemoryStream(head), CompressionMode.Decompress);
        byte[] plain = new byte[HeadBytes];
        int length = 0;
        try
        {
            while (length < plain.Length && gzip.Read(plain, length, plain.Length - length) is > 0 and int read) length += read;
        }
        catch (InvalidDataException)
        {
            // Only the beginning of the stream is here; what it gave is enough, or it is none of ours.
        }
        return plain[..length];
    }

    private static byte[] Read(FileStream file, int most)
    {
        byte[] bytes = new byte[most];
        return bytes[..file.ReadAtLeast(bytes, most, throwOnEndOfStream: false)];
    }

    [GeneratedRegex(@"\A(\s*#[^\n]*\n|\s*\n)*[^+\s]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+\s*(\n|\z)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex KeyLine();

    [GeneratedRegex(@"\A[^\n]+\n[0-9]+\n[A-Za-z0-9+/=]+\n([^\n]+\n)*\n— ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Note();
}
