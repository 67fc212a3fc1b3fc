namespace AuditChain.Verification;

/// <summary>
/// Verifies a chain: every line against its hash, its link and the format, every checkpoint against the tree. A pure
/// function of lines, notes and keys; it streams, on all cores, in memory that does not grow with the log.
/// </summary>
public sealed class ChainVerifier
{
    private const int RegressionsKept = 10;
    private const int ShortestEntry = 100;
    private readonly IChainSource _source;
    private readonly VerificationOptions _options;
    private readonly List<long> _regressions = [];
    private readonly List<TreeNode> _completed = [];
    private LogHeader? _header;
    private AttestationBook? _book;
    private OpeningBook? _openings;
    private EvidenceBook? _evidence;
    private EvidenceSummary? _summary;
    private KeyRing? _ring;
    private Checkpoint? _since;
    private MerkleFrontier? _frontier;
    private Digest _head;
    private (long Last, Digest Head, long Ticks) _before;
    private int _broken = -1;
    private long _lines;
    private long _first, _last, _regressionCount, _firstTicks, _lastTicks;

    private ChainVerifier(IChainSource source, VerificationOptions options)
    {
        _source = source;
        _options = options;
    }

    /// <summary>Reads the whole source and says what it found.</summary>
    /// <param name="source">A log, bundle or mirror file; read from its start.</param>
    /// <param name="options">Keys and checkpoints to trust; null for none.</param>
    /// <returns>The report; a bad file is a verdict, not an exception.</returns>
    /// <exception cref="AuditException">A checkpoint handed over is not one, or libsodium is missing and signatures are to be checked.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public static VerificationReport Verify(IChainSource source, VerificationOptions? options = null) =>
        new ChainVerifier(source, WithPolicyKeys(options ?? new VerificationOptions())).Run();

    /// <summary>The keys of a policy's logs are handed over like others.</summary>
    private static VerificationOptions WithPolicyKeys(VerificationOptions options) =>
        options.Policy is { Logs.Count: > 0 } policy ? options with { Keys = [.. options.Keys, .. policy.LogKeys] } : options;

    /// <summary>The report for a file that could not even be opened as a chain.</summary>
    internal static VerificationReport Unreadable(string path, ChainSourceKind kind, ChainFault fault) => new()
    {
        Path = path,
        Kind = kind,
        Verdict = fault.Verdict,
        Sequence = fault.Sequence,
        Reason = Sentence(fault.Reason),
    };

    private VerificationReport Run()
    {
        ChainFault? fault;
        try
        {
            fault = Begin() ?? Judge(ReadAll());
        }
        catch (ChainFaultException e)
        {
            fault = At(e.Fault, _last + 1);
        }
        return Report(fault);
    }

    private ChainFault? Begin()
    {
        if (!LogHeader.TryParse(_source.HeaderLine.Span, out _header, out string? problem))
            return new ChainFault(Verdict.Malformed, 1, $"the first line is not the header of an audit log: {problem}");
        _head = _header!.Hash;
        _ring = new KeyRing(_options.Keys, _header.Hash);
        // Only a log can be entered in its middle; other files are read whole. Either way the checkpoint counts as one handed over.
        bool incremental = _options.Since is not null && _source.Kind == ChainSourceKind.Log && _options.Since.Checkpoint().Size > 0;
        if (incremental)
        {
            _since = AttestationBook.RequireValid(_options.Since!, _ring);
            _ring.GoOnFrom(_options.Since!, _options.KnownKeys);
        }
        VerificationOptions options = _options.Since is null ? _options : _options with { Checkpoints = [.. _options.Checkpoints, _options.Since] };
        _book = new AttestationBook(_header, _source.Trailer, options) { HeadsVouch = incremental };
        _openings = new OpeningBook(_source.Trailer.Openings);
        _evidence = new EvidenceBook(_source.Trailer.Evidence, _source.Trailer.Attestations, _options);
        return null;
    }

    /// <summary>The verdict: the worst of what is wrong, at the lowest sequence. Where reading stopped at a fault, absent entries are no fault of their own.</summary>
    private ChainFault? Judge(ChainFault? broken)
    {
        ChainFault? worst = ChainFault.Worse(broken, _book!.Fault);
        worst = ChainFault.Worse(worst, _openings!.Fault);
        if (_first == 0) worst = ChainFault.Worse(worst, _book.ApplyKept(1, _ring!));
        ChainFault? leftover = null;
        if (broken is null || SkipRest(ref worst))
        {
            ChainFault? end = _source.Finish(_lines, _head);
            if (end is not null && _first > 1) end = end with { Sequence = end.Sequence + _first - 1 };
            if (end is { IsLeftover: true }) leftover = end;
            else if (broken is null || end is { Verdict: Verdict.Malformed }) worst = ChainFault.Worse(worst, end);
        }
        _book.Settle(_ring!);
        AttestationJudge judge = new(_header!, _book, _first, _last, _source.Kind, _options);
        worst = ChainFault.Worse(worst, judge.Contradiction());
        if (broken is null) worst = ChainFault.Worse(ChainFault.Worse(ChainFault.Worse(worst, _openings.Unread()), _book.Unread()), judge.Missing());
        _summary = _evidence!.Settle(Vouched(), _last);
        if (_summary.Fault is { Verdict: Verdict.Tampered } contradicted) worst = ChainFault.Worse(worst, contradicted);
        return worst ?? leftover ?? judge.Unvouched() ?? _summary.Fault;
    }

    /// <summary>The attestations of this log that fit and that a trusted key signed, each note once.</summary>
    private List<VouchedNote> Vouched()
    {
        List<VouchedNote> vouched = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (AttestationClaim claim in _book!.All)
        {
            if (claim.Fits && claim.Signers.Count > 0 && claim.Checkpoint.Log == _header!.Hash && seen.Add(claim.Note.ToString()))
                vouched.Add(new VouchedNote(claim.Note, claim.Signers, claim.Checkpoint.Size, claim.Reach));
        }
        return vouched;
    }

    /// <summary>
    /// Reads on behind a fault, for what is worse: a file cut short or damaged. Ends at the first line that cannot be one of a
    /// log, so that a small file which unpacks to a large one costs no more than its honest beginning.
    /// </summary>
    /// <returns>False when the end was not reached.</returns>
    private bool SkipRest(ref ChainFault? worst)
    {
        try
        {
            LineBatch batch = _source.CreateBatch();
            long before = _last;
            while (true)
            {
                _options.Cancellation.ThrowIfCancellationRequested();
                _source.Read(batch);
                if (batch.Count == 0) return true;
                // Pages of a database can be bent so that they lead back; what does not ascend any more may never end.
                if (_source.Kind == ChainSourceKind.Log) batch.Examine();
                for (int i = 0; i < batch.Count; i++, _lines++)
                {
                    if (batch.Line(i) is not [(byte)'{', ..] || batch.Line(i).Length < ShortestEntry) return false;
                    if (_source.Kind != ChainSourceKind.Log) continue;
                    if (batch.Facts(i).Seq <= before) return false;
                    before = batch.Facts(i).Seq;
                }
            }
        }
        catch (ChainFaultException e)
        {
            worst = ChainFault.Worse(worst, At(e.Fault, Math.Max(_first, 1) + _lines));
            return false;
        }
    }

    private static ChainFault At(ChainFault fault, long sequence) => fault.Sequence > 0 ? fault : fault with { Sequence = sequence };

    private ChainFault? ReadAll()
    {
        LineBatch current = _source.CreateBatch(), next = _source.CreateBatch();
        _source.Read(current);
        if (current.Count == 0)
        {
            if (_since is not null) return new ChainFault(Verdict.Truncated, _since.Size, $"the log was verified up to entry {_since.Size} before, and that entry is no longer there");
            _book!.Begin(1, _head);
        }
        while (current.Count > 0)
        {
            _options.Cancellation.ThrowIfCancellationRequested();
            // The source is read while the batch before is hashed.
            LineBatch ahead = next;
            Task reading = Task.Run(() => _source.Read(ahead));
            ChainFault? fault;
            try
            {
                current.Examine();
                fault = Link(current);
            }
            finally
            {
                Task.WaitAny(reading);
            }
            if (fault is not null)
            {
                // What stopped the reading ahead comes again: a source repeats it.
                _lines += current.Count + (reading.IsCompletedSuccessfully ? next.Count : 0);
                return _broken < 0 ? fault : Blame(current, next, fault);
            }
            _lines += current.Count;
            _options.Progress?.Invoke(_last - _first + 1);
            reading.GetAwaiter().GetResult();
            (current, next) = (next, current);
        }
        return null;
    }

    private ChainFault? Link(LineBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            ref readonly EntryFacts facts = ref batch.Facts(i);
            long expected = _last + 1;
            if (_first == 0)
            {
                if (batch.Problem(i) is { } bad) return Tampered(Math.Max(facts.Seq, 1), bad);
                if (StartFault(facts, batch.Hash(i)) is { } wrong) return wrong;
                if (Start(facts) is { } kept) return kept;
                expected = _first;
            }
            if (batch.Problem(i) is { } problem) return Tampered(expected, problem);
            if (facts.Seq != expected) return Tampered(expected, $"its place holds an entry whose seq is {facts.Seq}");
            // What a part of a log links to lies outside of it: there only a proof can vouch.
            bool startOfPart = _last == 0 && expected > 1;
            if (startOfPart && facts.Prev == _header!.Hash) return Tampered(expected, "prev is the header hash, to which entry 1 alone links");
            if (!startOfPart && facts.Prev != _head)
            {
                _broken = i;
                return Tampered(expected, expected == 1 ? "prev is not the header hash" : $"prev is not the hash of entry {expected - 1}");
            }
            Digest hash = batch.Hash(i);
            // What a statement says of the tree before it is compared before the entry is added to it.
            if (expected != _since?.Size && facts.Type.Length == KeyStatement.EntryType.Length && facts.Type.In(batch.Line(i)).SequenceEqual("auditlog.key"u8))
                _ring!.Learn(expected, facts.Data.In(batch.Line(i)), () => _frontier?.Root() ?? _book!.RootBefore(expected, hash));
            if (facts.Type.Length == AnchorStatement.EntryType.Length && facts.Type.In(batch.Line(i)).SequenceEqual("auditlog.anchor"u8))
                _evidence!.Learn(expected, facts.Data.In(batch.Line(i)));
            // The tree that an incremental verification goes on from has its first entry already.
            if (expected != _since?.Size && AddToTree(hash, batch) is { } node) return Tampered(expected, $"the node of the tree kept for the entries {((node.Index << node.Level) + 1)} to {node.LastSequence} is not theirs");
            ChainFault? fault = _book!.Pass(expected, hash, _frontier) ?? _openings!.Pass(expected, batch.Line(i)) ?? batch.Pass(i);
            if (fault is not null) return fault;
            if (facts.TimeTicks < _lastTicks) NoteRegression(expected);
            _before = (_last, _head, _lastTicks);
            (_last, _head, _lastTicks) = (expected, hash, facts.TimeTicks);
        }
        return null;
    }

    /// <summary>Adds a leaf to the tree.</summary>
    /// <returns>A node that it completes and that the store keeps otherwise; null when all agrees.</returns>
    private TreeNode? AddToTree(Digest leaf, LineBatch batch)
    {
        // Half of the hashing, and for nothing where nobody knows what to compare it with: no checkpoint, no node, no statement of a trusted key.
        if (!_book!.NeedsTree && !batch.KeepsNodes && _ring!.IsEmpty) _frontier = null;
        if (_frontier is null) return null;
        _completed.Clear();
        _frontier.Add(leaf);
        foreach (TreeNode node in _completed)
        {
            if (batch.StoredNode(node.Level, node.Index) is { } stored && stored.Root != node.Root) return node;
        }
        return null;
    }

    /// <summary>
    /// Which of two entries was changed, when the second does not link to the first: the first, if what follows (an entry, the
    /// end record) confirms the second, and no checkpoint confirms the first; else the second.
    /// </summary>
    private ChainFault Blame(LineBatch batch, LineBatch next, ChainFault fault)
    {
        if (_last < _first || _last == 0 || _book!.Claims.Any(c => c.Checkpoint.Size == _last && c.HeadFits == true)) return fault;
        Digest second = batch.Hash(_broken);
        bool confirmed;
        if (_broken + 1 < batch.Count)
        {
            confirmed = batch.Facts(_broken + 1).Prev == second;
        }
        else if (next.Count > 0)
        {
            next.Examine();
            confirmed = next.Facts(0).Prev == second;
        }
        else
        {
            confirmed = _source.Trailer.End is { } end ? end.Head == second : _source.Kind == ChainSourceKind.Mirror;
        }
        if (!confirmed) return fault;
        long at = _last;
        (_last, _head, _lastTicks) = _before;
        return Tampered(at, $"its hash is not the one that entry {at + 1} links to");
    }

    /// <summary>Whether a log may begin with this entry: at 1, or where it was verified before, with the entry that was there.</summary>
    private ChainFault? StartFault(in EntryFacts facts, Digest hash)
    {
        if (_source.Kind != ChainSourceKind.Log) return null;
        if (_since is null) return facts.Seq == 1 ? null : Tampered(1, $"the log starts at entry {facts.Seq}, not at entry 1");
        if (_since.Log != _header!.Hash) return new ChainFault(Verdict.Forked, 1, $"the checkpoint to go on from is of another log ({_since.Origin}, header hash {_since.Log})");
        if (facts.Seq != _since.Size) return new ChainFault(Verdict.Truncated, _since.Size, $"the log was verified up to entry {_since.Size} before, and that entry is no longer there");
        return hash == _since.Head ? null : new ChainFault(Verdict.Forked, _since.Size, $"entry {_since.Size} is not the one up to which the log was verified before");
    }

    private ChainFault? Start(in EntryFacts facts)
    {
        _first = facts.Seq;
        _firstTicks = facts.TimeTicks;
        if (_since is null) _frontier = _first == 1 ? new MerkleFrontier() : null;
        else if (_source.Trailer.Frontier is { } kept && kept.Size == _since.Size && kept.Root() == _since.Root) _frontier = kept;
        else if (!_ring!.IsEmpty) _frontier = _source.ComputeFrontier(_since);
        _frontier?.Completed = _completed.Add;
        _book!.Begin(_first, facts.Prev);
        return _book.ApplyKept(_first, _ring!);
    }

    private void NoteRegression(long seq)
    {
        _regressionCount++;
        if (_regressions.Count < RegressionsKept) _regressions.Add(seq);
    }

    private VerificationReport Report(ChainFault? fault)
    {
        ReportText text = new(_source, _options, _first, _last, _since);
        List<AttestationClaim> all = [.. _book?.All ?? []];
        List<AttestationClaim> good = all.FindAll(c => c.Fits && c.Checkpoint.Log == _header!.Hash);
        List<AttestationClaim> vouching = good.FindAll(c => c.HandedOver || c.Signers.Count > 0);
        long vouched = fault is null ? vouching.Select(c => c.Reach).DefaultIfEmpty(0).Max() : 0;
        long attested = good.Select(c => c.Reach).DefaultIfEmpty(Math.Max(_first - 1, 0)).Max();
        if (_since is not null) attested = Math.Max(attested, _since.Size);
        return new VerificationReport
        {
            Path = _source.Name,
            Kind = _source.Kind,
            Verdict = fault?.Verdict ?? Verdict.Intact,
            Sequence = fault?.Sequence,
            Reason = text.Part(fault, all, _header) + Sentence(fault?.Reason ?? text.Intact(all, vouched)),
            Origin = _header?.Origin,
            LogId = _header?.Hash,
            FirstSequence = _first,
            LastSequence = _last,
            Head = _header is null ? null : _head,
            FirstTime = _first == 0 ? null : new DateTimeOffset(_firstTicks, TimeSpan.Zero),
            LastTime = _last == 0 ? null : new DateTimeOffset(_lastTicks, TimeSpan.Zero),
            VouchedSequence = vouched,
            UnattestedTail = Math.Max(0, _last - attested),
            AttestationsSeen = _book?.Seen ?? _source.Trailer.Attestations.Count,
            AttestationsChecked = all.Count(c => !c.HandedOver && c.Signers.Count > 0),
            CheckpointsMatched = good.Count(c => c.HandedOver),
            VerifiedBefore = _since?.Size ?? 0,
            VouchedBy = fault is null ? ReportText.Vouchers(vouching) : [],
            LastAgreedSequence = fault?.Verdict == Verdict.Forked ? vouching.Where(c => c.RootFits == true && c.Checkpoint.Size < fault.Sequence).Select(c => (long?)c.Checkpoint.Size).DefaultIfEmpty(null).Max() : null,
            Keys = _ring?.States ?? [],
            Evidence = _summary?.Findings ?? [],
            WitnessedSequence = fault is null ? _summary?.WitnessedSequence ?? 0 : 0,
            TimedSequence = fault is null ? _summary?.TimedSequence ?? 0 : 0,
            UnwitnessedTail = _options.Policy is null or { Quorum: WitnessPolicy.None } ? null : Math.Max(0, _last - (_summary?.WitnessedSequence ?? 0)),
            ClockRegressions = _regressionCount,
            ClockRegressionsAt = _regressions,
            Notes = [.. text.Notes(all, vouched, _regressionCount, _regressions), .. _book?.Notes ?? [], .. _ring?.Notes ?? []],
        };
    }

    private static ChainFault Tampered(long sequence, string reason) => new(Verdict.Tampered, sequence, $"entry {sequence}: {reason}");

    private static string Sentence(string text) => text.Length == 0 ? text : $"{char.ToUpperInvariant(text[0])}{text.AsSpan(1)}{(text.EndsWith('.') ? "" : ".")}";
}
