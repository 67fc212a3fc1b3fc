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
        if (report.LastAgreedSequence is { } agreed) yield return $"agreed        up to {agreed}";
        foreach (string note in report.Notes) yield return $"note          {note}";
    }
}
