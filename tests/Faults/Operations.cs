using System.Text.Json;
using AuditChain;
using AuditChain.Sqlite;

namespace Faults;

/// <summary>Operations that are recorded under the default policies, while somebody else breaks the log.</summary>
internal static class Operations
{
    private const string Type = "operation";

    /// <summary>Reads `grant BYTES` or `deny BYTES` a line. Answers each with `SEQ HASH`, `open ERROR` (it goes on) or `refused ERROR`.</summary>
    public static int Record(string path, int timeout)
    {
        TimeSpan patience = TimeSpan.FromMilliseconds(timeout);
        RecordingFailure? warning = null;
        using AuditRecorder recorder = new(path, () => SqliteAuditLog.Open(path, LogAccess.Append, patience), new RecorderOptions { Source = "faulttool", Warning = failure => warning = failure });
        while (Console.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            try
            {
                EntryPlace? place = recorder.Record(new AuditEvent { Type = Type, Outcome = words[0] == "grant" ? "granted" : "denied", Data = new string('x', int.Parse(words[1])) });
                Console.WriteLine(place is { } there ? $"{there.Seq} {there.Hash}" : $"open {((AuditException)warning!.Error).Error}");
            }
            catch (AuditException e) when (e is { Error: AuditError.AuditRecordRefused, InnerException: AuditException reason })
            {
                Console.WriteLine($"refused {reason.Error}");
            }
        }
        return 0;
    }

    /// <summary>Prints what the log says of the operations: how many it holds, how many it says went on unrecorded, and how many were refused. Each gap has to stand right before an operation.</summary>
    public static int Account(string path)
    {
        long recorded = 0, open = 0, refused = 0;
        bool afterGap = false;
        foreach (AuditEntry entry in AuditFile.Read(path, new EntryQuery()))
        {
            if (afterGap && entry.Type != Type) throw new IOException($"The gap before entry {entry.Seq} does not stand before an operation.");
            afterGap = entry.Type == "audit-gap";
            if (entry.Type == Type) recorded++;
            if (!afterGap) continue;
            foreach (JsonElement row in entry.Data!.Value.GetProperty("events").EnumerateArray())
            {
                long count = row.GetProperty("count").GetInt64();
                if (row.GetProperty("policy").GetString() == "open") open += count;
                else refused += count;
            }
        }
        Console.WriteLine($"{recorded} {open} {refused}");
        return 0;
    }
}
