namespace AuditChain.Verification;

/// <summary>An attestation that fits the log and that a trusted key signed: the only thing that evidence can be about.</summary>
/// <param name="Note">With whatever other signatures it carries.</param>
/// <param name="Signers">The trusted keys whose signature is valid.</param>
/// <param name="Size">Number of entries that it covers.</param>
/// <param name="Reach">The last sequence of this file that it vouches for.</param>
internal sealed record VouchedNote(SignedNote Note, IReadOnlyList<VerifierKey> Signers, long Size, long Reach);

/// <summary>What evidence comes to as a whole.</summary>
/// <param name="Findings">Each piece, the largest attestation first; at most 100 of those that hold, and as many of the others.</param>
/// <param name="WitnessedSequence">The last sequence that the policy's quorum has cosigned; 0 for none.</param>
/// <param name="TimedSequence">The last sequence that existed by the time of somebody else; 0 for none.</param>
/// <param name="Fault">Contradicted, demanded but missing, or too old; null otherwise.</param>
internal sealed record EvidenceSummary(IReadOnlyList<EvidenceFinding> Findings, long WitnessedSequence, long TimedSequence, ChainFault? Fault);

/// <summary>
/// Ties evidence to the attestations of a verification, has it judged, and says what is missing. It learns of anchor entries while
/// the log passes by; memory grows with the evidence, not with the log.
/// </summary>
internal sealed class EvidenceBook
{
    private const int MaxFindings = 100;
    private readonly IReadOnlyList<EvidenceRecord> _records;
    private readonly Dictionary<Digest, long> _anchors = [];
    private readonly HashSet<Digest> _known;
    private readonly VerificationOptions _options;

    /// <summary>Starts with what stands beside the entries.</summary>
    /// <param name="records">Evidence that is kept apart from the notes.</param>
    /// <param name="notes">The notes, whose further lines are evidence too.</param>
    /// <param name="options">Whom to believe.</param>
    internal EvidenceBook(IReadOnlyList<EvidenceRecord> records, IEnumerable<string> notes, VerificationOptions options)
    {
        (_records, _options) = (records, options);
        _known = [.. records.Select(record => record.Hash), .. notes.SelectMany(LinesOf).Select(line => Digest.Of(NoteText.Utf8.GetBytes(line)))];
    }

    /// <summary>Called for every anchor entry.</summary>
    /// <param name="seq">Its sequence.</param>
    /// <param name="data">Its data.</param>
    internal void Learn(long seq, ReadOnlySpan<byte> data)
    {
        if (AnchorStatement.Parse(data) is { } anchor && _known.Contains(anchor.Evidence)) _anchors.TryAdd(anchor.Evidence, seq);
    }

    /// <summary>Judges everything, once it is known which attestations fit and who signed them.</summary>
    /// <param name="vouched">Attestations that a trusted key signed.</param>
    /// <param name="last">The last sequence of the file.</param>
    internal EvidenceSummary Settle(IReadOnlyList<VouchedNote> vouched, long last)
    {
        Dictionary<Digest, (VouchedNote Note, byte[] Artifact)> artifacts = [];
        foreach (VouchedNote note in vouched)
        {
            foreach (NoteSignature signature in note.Note.Signatures.Where(signature => note.Signers.Any(key => key.IsNamedBy(signature.KeyName, signature.KeyId))))
            {
                byte[] artifact = SignatureLine.Artifact(note.Note, signature);
                artifacts.TryAdd(Digest.Of(artifact), (note, artifact));
            }
        }
        List<EvidenceFinding> findings = [];
        long witnessed = Cosignatures(vouched, artifacts, findings);
        foreach (EvidenceRecord record in _records.Where(record => record.Kind != EvidenceKinds.Cosignature)) findings.Add(Judge(record, artifacts));

        long timed = findings.Where(found => found is { Standing: EvidenceStanding.Valid, Time: not null }).Select(found => Reach(vouched, found.Size)).DefaultIfEmpty(0).Max();
        ChainFault? fault = Contradiction(findings) ?? Missing(findings, witnessed, last) ?? TooOld(findings, vouched, last);
        EvidenceFinding[] ordered = [.. findings.OrderByDescending(found => found.Size).ThenBy(found => found.Kind, StringComparer.Ordinal).ThenBy(found => found.Time)];
        return new EvidenceSummary(
            [.. ordered.Where(found => found.Standing == EvidenceStanding.Valid).Take(MaxFindings), .. ordered.Where(found => found.Standing != EvidenceStanding.Valid).Take(MaxFindings)],
            witnessed, timed, fault);
    }

    /// <summary>The cosignatures of the policy's witnesses, those in notes and those that are kept apart.</summary>
    private long Cosignatures(IReadOnlyList<VouchedNote> vouched, Dictionary<Digest, (VouchedNote Note, byte[] Artifact)> artifacts, List<EvidenceFinding> findings)
    {
        if (_options.Policy is not { } policy) return 0;
        ILookup<VouchedNote, string> apart = _records
            .Where(record => record.Kind == EvidenceKinds.Cosignature && artifacts.ContainsKey(record.Note))
            .ToLookup(record => artifacts[record.Note].Note, record => System.Text.Encoding.UTF8.GetString(record.Data.Span));
        long witnessed = 0;
        foreach (VouchedNote note in vouched)
        {
            if (Merge(note.Note, apart[note]) is not { } merged)
            {
                findings.Add(new EvidenceFinding(EvidenceKinds.Cosignature, EvidenceStanding.Contradicted, note.Size, "", null, "What is kept as a cosignature is no signature line."));
                continue;
            }
            PolicyResult result = policy.Evaluate(merged);
            foreach ((PolicyWitness witness, Cosignature cosignature) in result.Cosignatures)
            {
                if (Finding(note, witness, cosignature) is { } finding) findings.Add(finding);
            }
            if (result.IsSatisfied && policy.Quorum != WitnessPolicy.None) witnessed = Math.Max(witnessed, note.Reach);
        }
        return witnessed;
    }

    private EvidenceFinding? Finding(VouchedNote note, PolicyWitness witness, Cosignature cosignature)
    {
        EvidenceFinding Of(EvidenceStanding standing, string message) =>
            new(EvidenceKinds.Cosignature, standing, note.Size, witness.Key.Name, cosignature.Time, message) { AnchoredAt = Anchor(cosignature.Signature) };
        return cosignature switch
        {
            { Verification: NoteVerification.Valid } => Of(EvidenceStanding.Valid, $"The witness saw {note.Size} entries."),
            { Verification: NoteVerification.Invalid } => Of(EvidenceStanding.Contradicted, "The cosignature does not hold: the note or the line was altered."),
            { IsUnsupported: true } => Of(EvidenceStanding.Unknown, "Cosignatures of the type 0x06 (ML-DSA-44) are not supported."),
            _ => null,
        };
    }

    private EvidenceFinding Judge(EvidenceRecord record, Dictionary<Digest, (VouchedNote Note, byte[] Artifact)> artifacts)
    {
        if (!artifacts.TryGetValue(record.Note, out (VouchedNote Note, byte[] Artifact) about))
            return new EvidenceFinding(record.Kind, EvidenceStanding.Unknown, 0, "", null, "What it is about is not here, or was not signed by a key that was handed over.");
        if (_options.EvidenceJudge is not { } judge)
            return new EvidenceFinding(record.Kind, EvidenceStanding.Unknown, about.Note.Size, "", null, "Nobody was handed over whom to believe.");
        return judge.Judge(record, about.Artifact, about.Note.Size, about.Note.Signers) with { AnchoredAt = _anchors.TryGetValue(record.Hash, out long seq) ? seq : null };
    }

    private static ChainFault? Contradiction(List<EvidenceFinding> findings) =>
        findings.Where(found => found.Standing == EvidenceStanding.Contradicted).MinBy(found => found.Size) is not { } worst ? null
            : new ChainFault(Verdict.Tampered, Math.Max(worst.Size, 1), $"evidence of the kind {worst.Kind} for the attestation of {worst.Size} entries is contradicted: {worst.Message}");

    private ChainFault? Missing(List<EvidenceFinding> findings, long witnessed, long last)
    {
        if (_options.Policy is { } policy && policy.Quorum != WitnessPolicy.None && witnessed == 0 && last > 0)
            return Unverifiable("no attestation in it is cosigned by the quorum of the policy that was handed over");
        foreach (string kind in _options.EvidenceJudge?.Demanded ?? [])
        {
            if (!findings.Exists(found => found.Kind == kind && found.Standing == EvidenceStanding.Valid))
                return Unverifiable($"no evidence of the kind {kind} in it is by anybody that was handed over");
        }
        return null;
    }

    /// <summary>The newest time by somebody else; without any such trust, the signer's own.</summary>
    private ChainFault? TooOld(List<EvidenceFinding> findings, IReadOnlyList<VouchedNote> vouched, long last)
    {
        if (_options.MaxAge is not { } maxAge) return null;
        bool others = _options.Policy is { Witnesses.Count: > 0 } || _options.EvidenceJudge?.Demanded.Contains(EvidenceKinds.Timestamp) == true;
        IEnumerable<DateTimeOffset> times = others
            ? findings.Where(found => found is { Standing: EvidenceStanding.Valid, Time: not null }).Select(found => found.Time!.Value)
            : vouched.Select(note => note.Note.Checkpoint().Time);
        string whose = others ? "by somebody else's clock" : "by its signer's clock";
        DateTimeOffset newest = times.DefaultIfEmpty(DateTimeOffset.MinValue).Max();
        if (newest == DateTimeOffset.MinValue) return Unverifiable($"nothing in it says {whose} how old its newest attestation is");
        return _options.Now() - newest <= maxAge ? null
            : new ChainFault(Verdict.Unverifiable, Math.Max(last, 1), $"its newest attestation is of {AuditTime.Format(newest)} {whose}, longer ago than the {maxAge} that were allowed: it may have been cut back to there");
    }

    private static ChainFault Unverifiable(string why) => new(Verdict.Unverifiable, 1, why);

    private long? Anchor(NoteSignature? line) =>
        line is not null && _anchors.TryGetValue(Digest.Of(NoteText.Utf8.GetBytes(SignatureLine.Text(line))), out long seq) ? seq : null;

    private static long Reach(IReadOnlyList<VouchedNote> vouched, long size) => vouched.Where(note => note.Size == size).Select(note => note.Reach).DefaultIfEmpty(0).Max();

    private static SignedNote? Merge(SignedNote note, IEnumerable<string> lines)
    {
        try
        {
            return CosignedNote.Merge(note, lines);
        }
        catch (AuditException)
        {
            return null;
        }
    }

    private static IEnumerable<string> LinesOf(string note) => SignedNote.TryParse(note, out SignedNote? parsed, out _) ? parsed!.Signatures.Select(SignatureLine.Text) : [];
}
