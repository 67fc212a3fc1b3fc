using AttackMatrix.Honest;

namespace AttackMatrix.Vectors;

/// <summary>What must be said, by what the verifier was handed: nothing, the log's key, the note of 20 entries kept elsewhere, or both.</summary>
internal sealed class Expect
{
    private readonly List<Expectation> _cases = [];

    /// <summary>The checkpoint that the verifier's owner keeps elsewhere: the honest log's attestation of 20 entries.</summary>
    public static string Kept { get; } = HonestLog.Unsigned(HonestLog.Count).Sign(20, Keys.Ops);

    public static string OpsKey { get; } = Keys.Ops.VerifierKey.ToString();

    public static Expectation Intact => new() { Verdict = Verdict.Intact };

    public IReadOnlyList<Expectation> Cases => _cases;

    public static Expectation Tampered(long? at) => new() { Verdict = Verdict.Tampered, Sequence = at };

    public static Expectation Truncated(long at) => new() { Verdict = Verdict.Truncated, Sequence = at };

    public static Expectation Forked(long at, long? agreed = null) => new() { Verdict = Verdict.Forked, Sequence = at, LastAgreed = agreed };

    public static Expectation Malformed(long? at) => new() { Verdict = Verdict.Malformed, Sequence = at };

    public static Expectation Unverifiable(long at = 1) => new() { Verdict = Verdict.Unverifiable, Sequence = at };

    public static Expectation Vouched(long upTo) => new() { Verdict = Verdict.Intact, Vouched = upTo };

    public static Expectation Refused(AuditError error) => new() { Error = error };

    /// <summary>The same whatever is handed over.</summary>
    public static Expect All(Expectation said) => new Expect().Case(said).Both(said);

    /// <summary>By what is handed over.</summary>
    public static Expect Each(Expectation none, Expectation key, Expectation kept, Expectation both) => new Expect().Case(none).Key(key).Kept20(kept).Both(both);

    /// <summary>An honest log whose attestations reach to 20.</summary>
    public static Expect Honest() => Each(Vouched(0), Vouched(20), Vouched(20), Vouched(20));

    /// <summary>An honest file without attestations, that holds the entries up to 20 and more.</summary>
    public static Expect HonestUnsigned() => Each(Vouched(0), Unverifiable(), Vouched(20), Vouched(20));

    /// <summary>Another valid chain than the one that was attested, whose first attestation is of 8 entries.</summary>
    public static Expect Rewritten(long first = 8) => Each(Forked(first, 0), Forked(first, 0), Forked(first, 0), Forked(first, 0));

    /// <summary>Another valid chain, in a file that holds no attestation.</summary>
    public static Expect RewrittenUnsigned() => Each(Vouched(0), Unverifiable(), Forked(20, 0), Forked(20, 0));

    /// <summary>What is said of a part when one was asked for, and beside each case what is said when it was not.</summary>
    public Expect AsPart(Expectation unasked)
    {
        Expect both = new();
        foreach (Expectation said in _cases)
        {
            both._cases.Add(said with { AllowPart = true });
            bool worse = said.Verdict is Verdict.Tampered or Verdict.Malformed or Verdict.Forked;
            both._cases.Add((worse ? said : unasked) with { Keys = said.Keys, Checkpoints = said.Checkpoints });
        }
        return both;
    }

    public Expect Case(Expectation said) => Add(said, [], []);

    public Expect Key(Expectation said) => Add(said, [OpsKey], []);

    public Expect Kept20(Expectation said) => Add(said, [], [Kept]);

    public Expect Both(Expectation said) => Add(said, [OpsKey], [Kept]);

    public Expect Handed(Expectation said, IReadOnlyList<string> keys, IReadOnlyList<string> checkpoints) => Add(said, keys, checkpoints);

    private Expect Add(Expectation said, IReadOnlyList<string> keys, IReadOnlyList<string> checkpoints)
    {
        _cases.Add(said with { Keys = keys, Checkpoints = checkpoints });
        return this;
    }
}
