namespace AuditChain.Moat;

/// <summary>
/// Verifies a log of moat: more than moat's own verifier does, which takes a log without its start, attestations of hashes
/// that are not in the chain, members twice and times spelled anew, and refuses its own exports of typed data.
/// </summary>
internal sealed class MoatVerifier
{
    private const int RegressionsKept = 10;
    private readonly IMoatSource _source;
    private readonly VerificationOptions _options;
    private readonly MoatAttestations _attestations;
    private readonly MoatEntry _entry = new();
    private readonly List<long> _regressions = [];
    private long _last, _regressionCount;
    private Digest? _head;
    private DateTimeOffset? _firstTime, _lastTime;
    private bool _ambiguousStart;

    private MoatVerifier(IMoatSource source, VerificationOptions options)
    {
        _source = source;
        _options = options;
        _attestations = new MoatAttestations(source.Attestations);
    }

    /// <summary>Reads the whole log and says what it found.</summary>
    /// <param name="source">A database or a bundle; read from its start.</param>
    /// <param name="options">Keys to trust. A checkpoint can never be tied to a log of moat.</param>
    /// <exception cref="AuditException">AuditLibsodiumMissing, when a key was handed over.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public static VerificationReport Verify(IMoatSource source, VerificationOptions? options = null) => new MoatVerifier(source, options ?? new VerificationOptions()).Run();

    private VerificationReport Run()
    {
        ChainFault? fault;
        try
        {
            fault = ReadAll() ?? _attestations.FindFault(_last) ?? _source.Finish(_last, _head) ?? Unvouched();
        }
        catch (ChainFaultException e)
        {
            fault = At(e.Fault, _last + 1);
        }
        return Report(fault);
    }

    private ChainFault? ReadAll()
    {
        while (_source.Read(_entry))
        {
            DateTimeOffset time = default;
            ChainFault? fault = Link() ?? _entry.FindFault(out time);
            if (fault is not null) return At(fault, _last + 1);
            if (time < _lastTime && ++_regressionCount <= RegressionsKept) _regressions.Add(_entry.Seq);
            if (_last == 0) _ambiguousStart = !_entry.Data.Written.IsEmpty && _entry.Data.Written[0] is (>= (byte)'0' and <= (byte)'9') or (byte)'-';
            (_last, _head, _lastTime) = (_entry.Seq, _entry.Hash, time);
            _firstTime ??= time;
            _attestations.Pass(_last, _entry.Hash, time);
            if (_last % 1024 != 0) continue;
            _options.Cancellation.ThrowIfCancellationRequested();
            _options.Progress?.Invoke(_last);
        }
        return null;
    }

    private ChainFault? Link()
    {
        if (_last == 0 && _entry.Seq != 1) return Tampered($"the log starts at entry {_entry.Seq}, not at entry 1");
        if (_entry.Seq != _last + 1) return Tampered($"its place holds an entry whose seq is {_entry.Seq}");
        if (_entry.Prev == _head) return null;
        return Tampered(_last == 0 ? "its prev names an entry before it, and there is none" : $"prev is not the hash of entry {_last}");
    }

    private ChainFault? Unvouched()
    {
        if (_options.Checkpoints.Count > 0 || _options.Since is not null)
            return new ChainFault(Verdict.Unverifiable, 1, "a checkpoint was handed over, and checkpoints are of logs of this software: none can be tied to a log of moat. Hand over the public key of its attestations");
        if (_options.Keys.Count == 0 || Vouching().Any()) return null;
        return new ChainFault(Verdict.Unverifiable, 1, "no attestation in it is signed by a key that was handed over");
    }

    /// <summary>The attestations that fit, by keys that were handed over.</summary>
    private IEnumerable<(VerifierKey Key, MoatAttestation Attestation)> Vouching() =>
        from attestation in _attestations.Fitting
        from key in _options.Keys
        where key.PublicKey.SequenceEqual(attestation.PublicKey) && attestation.IsSigned()
        select (key, attestation);

    private VerificationReport Report(ChainFault? fault)
    {
        var vouching = fault is null ? Vouching().ToList() : [];
        long vouched = vouching.Select(v => v.Attestation.Seq).DefaultIfEmpty(0).Max();
        MoatReportText text = new(_source, _options, _last);
        return new VerificationReport
        {
            Path = _source.Name,
            Kind = _source.Kind,
            Verdict = fault?.Verdict ?? Verdict.Intact,
            Sequence = fault?.Sequence,
            Reason = MoatReportText.Sentence(fault?.Reason ?? text.Intact(vouched)),
            FirstSequence = _last == 0 ? 0 : 1,
            LastSequence = _last,
            Head = _head,
            FirstTime = _firstTime,
            LastTime = _lastTime,
            VouchedSequence = vouched,
            UnattestedTail = _last - Math.Min(_last, _attestations.Fitting.Select(a => a.Seq).DefaultIfEmpty(0).Max()),
            AttestationsSeen = _source.Attestations.Count,
            AttestationsChecked = vouching.Select(v => v.Attestation).Distinct().Count(),
            VouchedBy = MoatReportText.Vouchers(vouching),
            LastAgreedSequence = fault?.Verdict == Verdict.Forked ? _attestations.LastAgreed() : null,
            ClockRegressions = _regressionCount,
            ClockRegressionsAt = _regressions,
            Notes = text.Notes(_attestations, _regressionCount, _regressions, _ambiguousStart),
        };
    }

    private static ChainFault Tampered(string why) => new(Verdict.Tampered, 0, why);

    /// <summary>What an entry is accused of names the entry.</summary>
    private static ChainFault At(ChainFault fault, long sequence) => fault.Sequence > 0 ? fault
        : fault with { Sequence = sequence, Reason = $"entry {sequence}: {fault.Reason}" };
}
