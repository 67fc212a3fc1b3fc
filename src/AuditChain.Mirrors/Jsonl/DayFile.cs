using System.Globalization;
using System.Security.Cryptography;

namespace AuditChain.Mirrors.Jsonl;

// audit-2026-11-20.log:
//
//   {"created":…,"format":"auditlog/1",…}     the header line of the log, in every file
//   {…,"seq":4711,…}                          entry lines without a gap, each ended by \n
//
// The first entry of a file links to the last one of the file before: by its prev, and by its seq.

/// <summary>One file of the folder: what it is called, and what stands in it.</summary>
internal static class DayFile
{
    private const string Prefix = "audit-", Suffix = ".log", DayForm = "yyyy-MM-dd";

    public static string NameOf(DateOnly day) => $"{Prefix}{day.ToString(DayForm, CultureInfo.InvariantCulture)}{Suffix}";

    /// <summary>The files of a folder, by day; other files are left alone.</summary>
    public static IEnumerable<(DateOnly Day, string Path)> In(string folder) => Directory.EnumerateFiles(folder, $"{Prefix}*{Suffix}")
        .Select(path => (IsDay: TryDay(Path.GetFileName(path), out DateOnly day), Day: day, Path: path))
        .Where(file => file.IsDay)
        .OrderBy(file => file.Day)
        .Select(file => (file.Day, file.Path));

    /// <summary>Reads the lines of a file; one that has no newline is not handed over.</summary>
    /// <param name="path">A file.</param>
    /// <param name="visit">Called with each line and the offset behind its newline.</param>
    /// <returns>The offset behind the last newline.</returns>
    public static long ReadLines(string path, Action<byte[], long> visit)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        using MemoryStream line = new();
        byte[] buffer = new byte[1 << 16];
        long offset = 0, whole = 0;
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            ReadOnlySpan<byte> rest = buffer.AsSpan(0, read);
            for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
            {
                line.Write(rest[..end]);
                offset += end + 1;
                whole = offset;
                visit(line.ToArray(), whole);
                line.SetLength(0);
            }
            line.Write(rest);
            offset += rest.Length;
            // A file of somebody else, without a newline: it need not be in memory to be refused.
            if (line.Length > AuditLimits.LineBytes) throw new InvalidDataException($"'{path}' holds a line of more than {AuditLimits.LineBytes} bytes");
        }
        return whole;
    }

    /// <summary>What a file holds, for the entry that records its removal.</summary>
    public static (long From, long To, Digest Sha256) Describe(string path)
    {
        long from = 0, to = 0;
        ReadLines(path, (line, _) =>
        {
            if (!AuditEntry.TryParse(line, out AuditEntry? entry, out string? _)) return;
            if (from == 0) from = entry!.Seq;
            to = entry!.Seq;
        });
        using FileStream file = File.OpenRead(path);
        return (from, to, new Digest(SHA256.HashData(file)));
    }

    private static bool TryDay(string name, out DateOnly day)
    {
        day = default;
        return name.Length == Prefix.Length + DayForm.Length + Suffix.Length
            && DateOnly.TryParseExact(name.AsSpan(Prefix.Length, DayForm.Length), DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
    }
}
