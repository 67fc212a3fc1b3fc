namespace AuditChain.Verification;

/// <summary>A verification report as the members of a JSON object: the same from every face.</summary>
public static class ReportJson
{
    /// <summary>Every member is always there, so that a program can rely on it; null where there is nothing to say.</summary>
    /// <param name="report">A report.</param>
    public static Dictionary<string, object?> Members(VerificationReport report) => new()
    {
        ["path"] = report.Path,
        ["kind"] = report.Kind,
        ["verdict"] = report.Verdict,
        ["isValid"] = report.IsValid,
        ["sequence"] = report.Sequence,
        ["reason"] = report.Reason,
        ["origin"] = report.Origin,
        ["logId"] = report.LogId?.ToString(),
        ["firstSequence"] = report.FirstSequence,
        ["lastSequence"] = report.LastSequence,
        ["count"] = report.Count,
        ["head"] = report.Head?.ToString(),
        ["firstTime"] = report.FirstTime,
        ["lastTime"] = report.LastTime,
        ["verifiedBefore"] = report.VerifiedBefore,
        ["vouchedSequence"] = report.VouchedSequence,
        ["unattestedTail"] = report.UnattestedTail,
        ["attestationsSeen"] = report.AttestationsSeen,
        ["attestationsChecked"] = report.AttestationsChecked,
        ["checkpointsMatched"] = report.CheckpointsMatched,
        ["vouchedBy"] = report.VouchedBy.Select(Members),
        ["keys"] = report.Keys.Select(key => new Dictionary<string, object?> { ["key"] = key.Key.ToString(), ["from"] = key.From, ["retired"] = key.Retired }),
        ["lastAgreedSequence"] = report.LastAgreedSequence,
        ["witnessedSequence"] = report.WitnessedSequence,
        ["unwitnessedTail"] = report.UnwitnessedTail,
        ["timedSequence"] = report.TimedSequence,
        ["evidence"] = report.Evidence.Select(found => new Dictionary<string, object?>
        {
            ["kind"] = found.Kind,
            ["standing"] = found.Standing,
            ["size"] = found.Size,
            ["by"] = found.By,
            ["time"] = found.Time,
            ["anchoredAt"] = found.AnchoredAt,
            ["message"] = found.Message,
        }),
        ["clockRegressions"] = report.ClockRegressions,
        ["clockRegressionsAt"] = report.ClockRegressionsAt,
        ["notes"] = report.Notes,
    };

    private static Dictionary<string, object?> Members(KeyVouch vouch) => new()
    {
        ["keyName"] = vouch.KeyName,
        ["keyId"] = vouch.KeyId,
        ["sequence"] = vouch.Sequence,
        ["attestations"] = vouch.Attestations,
        ["time"] = vouch.Time,
    };
}
