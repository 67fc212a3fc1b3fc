using AuditChain.Anchoring.Proofs;

namespace AuditLog;

/// <summary>A proof that one entry is in a log. That it is shown says nothing about whether it holds: Test-AuditProof checks it.</summary>
public sealed class Proof
{
    private readonly TlogProof _proof;

    internal Proof(TlogProof proof, string path) => (_proof, Path) = (proof, path);

    /// <summary>The entry that it is about.</summary>
    public long Seq => _proof.Index + 1;

    /// <summary>Number of entries of the attested tree.</summary>
    public long Size => _proof.Head.Size;

    /// <summary>The log's name.</summary>
    public string Origin => _proof.Head.Origin;

    /// <summary>The inclusion path, bottom up; base64.</summary>
    public string[] Hashes => [.. _proof.Path.Select(hash => hash.ToBase64())];

    /// <summary>The signed checkpoint.</summary>
    public string Checkpoint => _proof.Note.ToString();

    /// <summary>The log, bundle or proof file that it comes from.</summary>
    public string Path { get; }

    /// <summary>The proof itself, tlog-proof: what to hand over.</summary>
    public string Text => _proof.ToString();

    internal TlogProof Inner => _proof;

    /// <summary>The proof itself.</summary>
    public override string ToString() => Text;
}

/// <summary>What the check of a proof found.</summary>
public sealed class ProofResult
{
    private readonly ProofReport _report;

    internal ProofResult(ProofReport report, string path) => (_report, Path) = (report, path);

    /// <summary>True for the verdict Valid alone.</summary>
    public bool IsValid => _report.Verdict == ProofVerdict.Valid;

    /// <summary>Valid, Unverifiable or Tampered.</summary>
    public string Verdict => _report.Verdict.ToString();

    /// <summary>Why.</summary>
    public string Reason => _report.Reason;

    /// <summary>The entry that it is about.</summary>
    public long Seq => _report.Seq;

    /// <summary>The entry itself; null where the proof does not hold together.</summary>
    public Entry? Entry => _report.Entry is { } entry ? new Entry(entry) : null;

    /// <summary>The log's name.</summary>
    public string Origin => _report.Origin;

    /// <summary>Number of entries of the attested tree.</summary>
    public long Size => _report.Size;

    /// <summary>Keys that were handed over and signed the checkpoint.</summary>
    public string[] SignedBy => [.. _report.SignedBy];

    /// <summary>Witnesses of the policy that cosigned it.</summary>
    public string[] CosignedBy => [.. _report.CosignedBy.Select(found => found.Name)];

    /// <summary>When the first of them did, by its clock; local time.</summary>
    public DateTime? CosignedTime => _report.CosignedBy.Count == 0 ? null : _report.CosignedBy.Min(found => found.Time).LocalDateTime;

    /// <summary>The file that it was in.</summary>
    public string Path { get; }

    /// <summary>One line.</summary>
    public override string ToString() => $"{Verdict}: {Reason}";
}
