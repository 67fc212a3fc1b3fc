using AuditChain;

namespace AuditCli;

/// <summary>A verification report as short lines for people.</summary>
internal static class ReportView
{
    public static IEnumerable<string> Lines(VerificationReport report)
    {
        yield return report.ToString();
        yield return $"file          {report.Path} ({report.Kind.ToString().ToLowerInvariant()})";
        if (report.Origin is not null) yield return $"origin        {report.Origin}";
        if (report.LogId is { } id) yield return $"log id        {id}";
        yield return report.Count == 0 ? "entries       none" : $"entries       {report.FirstSequence} to {report.LastSequence} ({report.Count})";
        if (report.VerifiedBefore > 0) yield return $"before        verified up to {report.VerifiedBefore} before; not read again";
        if (report.Head is { } head) yield return $"head          {head}";
        if (report.FirstTime is { } from && report.LastTime is { } to) yield return $"recorded      {AuditTime.Format(from)} to {AuditTime.Format(to)}";
        yield return $"attestations  {report.AttestationsSeen} in the file, {report.AttestationsChecked} checked; {Counted.Entries(report.UnattestedTail)} after the last";
        if (report.CheckpointsMatched > 0) yield return $"checkpoints   {report.CheckpointsMatched} matched";
        foreach (KeyVouch vouch in report.VouchedBy) yield return $"vouched       {vouch}, signed {AuditTime.Format(vouch.Time)}";
        foreach (KeyState key in report.Keys.Where(key => key.From > 0 || key.Retired is not null)) yield return $"key           {key.Key}, for sizes from {key.From}{(key.Retired is { } last ? $" to {last}, where it retired" : "")}";
        foreach (EvidenceFinding found in report.Evidence) yield return $"evidence      {Line(found)}";
        if (report.UnwitnessedTail is { } tail) yield return $"witnessed     up to {report.WitnessedSequence}; {Counted.Entries(tail)} after that";
        if (report.TimedSequence > 0) yield return $"timed         up to {report.TimedSequence}, by the clock of others";
        if (report.LastAgreedSequence is { } agreed) yield return $"agreed        up to {agreed}";
        foreach (string note in report.Notes) yield return $"note          {note}";
    }

    private static string Line(EvidenceFinding found)
    {
        string by = found.By.Length > 0 ? $" by {found.By}" : "", time = found.Time is { } at ? $", {AuditTime.Format(at)}" : "";
        string anchored = found.AnchoredAt is { } seq ? $", named by entry {seq}" : "";
        return $"{found.Kind} {found.Standing.ToString().ToLowerInvariant()}{by} for {Counted.Entries(found.Size)}{time}{anchored}{(found.Standing == EvidenceStanding.Valid ? "" : $": {found.Message}")}";
    }
}
