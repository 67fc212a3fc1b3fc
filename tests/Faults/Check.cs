using System.Security.Cryptography;
using AuditChain;
using AuditChain.Sqlite;

namespace Faults;

/// <summary>
/// Whether a log holds everything that was acknowledged. Prints three words: how many entries were acknowledged, how many of
/// them are lost, and what is wrong, or Intact. Unless it only reads, it first appends an entry: the next open needs no repair.
/// </summary>
internal static class Check
{
    public static int Run(string path, string[] files, bool read)
    {
        Dictionary<long, string> said = [];
        long twice = 0;
        foreach (string line in files.Where(File.Exists).SelectMany(File.ReadLines))
        {
            // A writer that was killed in the middle of a line had not said it yet.
            if (line.Split(' ') is not [var seq, { Length: 64 } hash]) continue;
            if (!said.TryAdd(long.Parse(seq), hash) && said[long.Parse(seq)] != hash) twice++;
        }
        string problem = read ? "" : AppendOne(path);
        long lost = twice + CountLost(path, said);
        VerificationReport report = AuditFile.Verify(path);
        if (!report.IsValid) problem = $"{problem}{report.Verdict}@{report.Sequence}:{report.Reason.Replace(' ', '_')}";
        Console.WriteLine($"{said.Count} {lost} {(problem.Length == 0 ? "Intact" : problem)}");
        return problem.Length == 0 && lost == 0 ? 0 : 1;
    }

    private static string AppendOne(string path)
    {
        try
        {
            using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Append);
            log.Append([PreparedEntry.From(new AuditEvent { Type = "check" })]);
            return "";
        }
        catch (AuditException e)
        {
            return $"cannot-append:{e.Error} ";
        }
    }

    private static long CountLost(string path, Dictionary<long, string> said)
    {
        using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Read);
        long count = log.ReadStatus().Count, found = 0;
        if (count > 0)
        {
            // The hash is computed from the line: what the log keeps beside it does not count.
            log.ReadLines(1, count, (seq, line, _) =>
            {
                if (said.TryGetValue(seq, out string? hash) && hash == Convert.ToHexStringLower(SHA256.HashData([0, .. line]))) found++;
            });
        }
        return said.Count - found;
    }
}
