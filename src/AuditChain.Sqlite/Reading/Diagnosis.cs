namespace AuditChain.Sqlite.Reading;

/// <summary>
/// Whether a log that does not hold was damaged or changed, where SQLite can tell: pages that contradict each other come from
/// a bad disk or a file that was cut, and who changes an entry with SQL does not leave them.
/// </summary>
internal static class Diagnosis
{
    private const int MostFindings = 20;

    /// <summary>Adds to a report what SQLite says of the file. The verdict stays: who edits pages on purpose can make them look damaged as well.</summary>
    /// <param name="path">The log.</param>
    /// <param name="report">Of its verification.</param>
    /// <param name="cut">How the file was cut short; null when it was not.</param>
    public static VerificationReport Of(string path, VerificationReport report, string? cut)
    {
        // Half a page is read as if the rest of it were zeros: whatever that looks like, it is not what somebody wrote.
        if (cut is not null && report.Verdict == Verdict.Tampered) report = report with { Verdict = Verdict.Malformed, Sequence = 1, Reason = $"{char.ToUpperInvariant(cut[0])}{cut.AsSpan(1)}." };
        if (report.Verdict is not (Verdict.Tampered or Verdict.Malformed)) return report;
        string? finding = FindDamage(path);
        if (finding is null)
        {
            return report.Verdict == Verdict.Malformed ? report
                : report with { Notes = [.. report.Notes, "SQLite finds the pages of the file in order: this was changed, and not damaged by a disk."] };
        }
        return report with
        {
            Notes = [.. report.Notes, $"SQLite finds the pages of the file damaged ({finding}). A bad disk or a cut file does that; compare it with a copy. What is intact before that can be exported."],
        };
    }

    /// <summary>The first thing that is wrong with the pages; null when they are in order.</summary>
    private static string? FindDamage(string path)
    {
        try
        {
            using LogDatabase database = CheckedLog.OpenToRead(path);
            if (database.FindCut() is { } cut) return cut;
            using Statement check = database.Prepare($"PRAGMA integrity_check({MostFindings})");
            while (check.Step())
            {
                string finding = check.Text(0);
                if (finding == "ok") continue;
                return finding.Split('\n')[^1].Trim();
            }
            return null;
        }
        catch (AuditException e) when (e.Error == AuditError.AuditLogDamaged)
        {
            return "it cannot be read to its end";
        }
        catch (AuditException)
        {
            return null;
        }
    }
}
