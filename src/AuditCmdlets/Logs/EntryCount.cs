using System.Text;
using System.Text.Json;

namespace AuditCmdlets.Logs;

/// <summary>How many entries a file says it holds: for progress bars, and for nothing else.</summary>
internal static class EntryCount
{
    private const int TailLength = 256;

    /// <summary>The number, or 0 when it cannot be told cheaply.</summary>
    /// <param name="path">A log, a bundle or a mirror file; it may be missing or damaged.</param>
    public static long Of(string path)
    {
        try
        {
            if (!AuditFile.IsDatabase(path)) return OfBundle(path);
            using ILogReader log = LogOpener.OpenToRead(path);
            return log.ReadStatus().Count;
        }
        catch (Exception e) when (e is AuditException or IOException or UnauthorizedAccessException or JsonException)
        {
            // The verification that follows says what is wrong.
            return 0;
        }
    }

    /// <summary>The count in the end record, the last line of a bundle that is not compressed.</summary>
    private static long OfBundle(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = Math.Max(0, file.Length - TailLength);
        byte[] tail = new byte[TailLength];
        int length = file.ReadAtLeast(tail, TailLength, throwOnEndOfStream: false);
        string last = Encoding.Latin1.GetString(tail, 0, length).TrimEnd('\n').Split('\n')[^1];
        if (!last.StartsWith("{\"end\":", StringComparison.Ordinal)) return 0;
        using JsonDocument record = JsonDocument.Parse(last);
        return record.RootElement.GetProperty("end").TryGetProperty("count", out JsonElement count) && count.TryGetInt64(out long value) ? value : 0;
    }
}
