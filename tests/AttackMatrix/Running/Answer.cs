using System.Text.Json;
using AttackMatrix.Vectors;

namespace AttackMatrix.Running;

/// <summary>What a surface said: a verdict, or an error. Null where it does not tell.</summary>
internal sealed record Answer
{
    public string? Verdict { get; init; }

    public long? Sequence { get; init; }

    public string? Error { get; init; }

    public long? Vouched { get; init; }

    public long? Count { get; init; }

    public long? ClockRegressions { get; init; }

    public long? LastAgreed { get; init; }

    public static Answer Of(VerificationReport report) => new()
    {
        Verdict = report.Verdict.ToString(),
        Sequence = report.Sequence,
        Vouched = report.VouchedSequence,
        Count = report.Count,
        ClockRegressions = report.ClockRegressions,
        LastAgreed = report.LastAgreedSequence ?? 0,
    };

    /// <summary>From the report as JSON, as the command line prints it.</summary>
    public static Answer Of(JsonElement report) => new()
    {
        Verdict = report.GetProperty("verdict").GetString(),
        Sequence = Number(report, "sequence"),
        Vouched = Number(report, "vouchedSequence"),
        Count = Number(report, "count"),
        ClockRegressions = Number(report, "clockRegressions"),
        LastAgreed = Number(report, "lastAgreedSequence") ?? 0,
    };

    /// <summary>True when it is what must be said.</summary>
    public bool Fits(Expectation expected)
    {
        if (expected.Error is { } error) return Error == error.ToString();
        if (Error is not null || Verdict != expected.Verdict.ToString()) return false;
        bool place = expected.Verdict == AuditChain.Verdict.Intact ? Sequence is null : Sequence >= 1 && (expected.Sequence ?? Sequence) == Sequence;
        return place && Agrees(expected.Vouched, Vouched) && Agrees(expected.Entries, Count) && Agrees(expected.ClockRegressions, ClockRegressions) && Agrees(expected.LastAgreed, LastAgreed);
    }

    /// <summary>What was said, as far as the expectation cares.</summary>
    public string To(Expectation expected) => Error ?? Expectation.Words(
        Verdict ?? "nothing", Sequence, expected.Vouched is null ? null : Vouched, expected.Entries is null ? null : Count, expected.ClockRegressions is null ? null : ClockRegressions, expected.LastAgreed is null ? null : LastAgreed);

    private static long? Number(JsonElement report, string name) => report.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetInt64() : null;

    private static bool Agrees(long? expected, long? found) => expected is null || expected == found;
}
