namespace AuditChain;

/// <summary>Where and why a chain does not hold.</summary>
/// <param name="Verdict">What it is.</param>
/// <param name="Sequence">The first entry concerned.</param>
/// <param name="Reason">In words.</param>
public sealed record ChainFault(Verdict Verdict, long Sequence, string Reason)
{
    /// <summary>
    /// True for what a store still holds of entries past its end. Somebody removed the entries, or planted it; where a checkpoint
    /// says that entries are missing, that is the better answer.
    /// </summary>
    public bool IsLeftover { get; init; }

    /// <summary>Which of two is the verdict: Malformed before Tampered before Forked before Truncated before Unverifiable; of equals the one with the lower sequence, then the first.</summary>
    internal static ChainFault? Worse(ChainFault? a, ChainFault? b)
    {
        if (a is null || b is null) return a ?? b;
        int order = Rank(a.Verdict).CompareTo(Rank(b.Verdict));
        return order < 0 || (order == 0 && a.Sequence <= b.Sequence) ? a : b;
    }

    private static int Rank(Verdict verdict) => verdict switch
    {
        Verdict.Malformed => 0,
        Verdict.Tampered => 1,
        Verdict.Forked => 2,
        Verdict.Truncated => 3,
        _ => 4,
    };
}

/// <summary>Thrown by a source that cannot go on reading; the verifier turns it into the verdict.</summary>
internal sealed class ChainFaultException(ChainFault fault) : Exception(fault.Reason)
{
    public ChainFaultException(Verdict verdict, long sequence, string reason)
        : this(new ChainFault(verdict, sequence, reason))
    {
    }

    public ChainFault Fault => fault;
}
