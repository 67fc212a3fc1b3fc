namespace AuditChain;

/// <summary>Where and why a chain does not hold.</summary>
/// <param name="Verdict">What it is.</param>
/// <param name="Sequence">The first entry concerned.</param>
/// <param name="Reason">In words.</param>
public sealed record ChainFault(Verdict Verdict, long Sequence, string Reason);

/// <summary>Thrown by a source that cannot go on reading; the verifier turns it into the verdict.</summary>
internal sealed class ChainFaultException(ChainFault fault) : Exception(fault.Reason)
{
    public ChainFaultException(Verdict verdict, long sequence, string reason)
        : this(new ChainFault(verdict, sequence, reason))
    {
    }

    public ChainFault Fault => fault;
}
