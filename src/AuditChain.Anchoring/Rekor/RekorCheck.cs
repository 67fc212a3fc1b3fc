using System.Buffers.Binary;

namespace AuditChain.Anchoring.Rekor;

/// <summary>What an entry of Rekor comes to.</summary>
public enum RekorVerdict
{
    /// <summary>It does not hold: another artifact, or a signature or a path that leads nowhere.</summary>
    Contradicted = 1,

    /// <summary>Nothing contradicts it, and its shard or its signer is nobody that was handed over: it counts for nothing.</summary>
    Unknown,

    /// <summary>A trusted shard holds the artifact, signed by a trusted key.</summary>
    Valid,
}

/// <summary>What an entry of Rekor says, and how far that is to be believed. Rekor gives no time.</summary>
/// <param name="Verdict">How far.</param>
/// <param name="Origin">The shard's name, by its checkpoint.</param>
/// <param name="Index">Position in the shard.</param>
/// <param name="Size">Size of the shard's tree, by its checkpoint.</param>
/// <param name="Message">Why, in one sentence.</param>
public sealed record RekorReport(RekorVerdict Verdict, string Origin, long Index, long Size, string Message);

/// <summary>Checks entries of Rekor v2 offline; a pure function.</summary>
public static class RekorCheck
{
    /// <summary>Checks an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="artifact">The artifact that it is to be about, <see cref="SignatureLine.Artifact"/>.</param>
    /// <param name="logKeys">Trusted keys of the audit log.</param>
    /// <param name="trust">Trusted shards, and further signers.</param>
    /// <exception cref="AuditException">AuditLibsodiumMissing.</exception>
    public static RekorReport Run(RekorEntry entry, byte[] artifact, IEnumerable<VerifierKey> logKeys, RekorTrust trust)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(artifact);
        ArgumentNullException.ThrowIfNull(trust);
        if (!CheckpointBody.TryParse(entry.Checkpoint.Text, out CheckpointBody? head, out string? problem)) return new RekorReport(RekorVerdict.Contradicted, "", entry.LogIndex, 0, $"Its checkpoint is none: {problem}.");
        RekorReport Of(RekorVerdict verdict, string message) => new(verdict, head!.Origin, entry.LogIndex, head.Size, message);

        if (entry.Kind != $"{HashedRekord.Kind} {HashedRekord.Version}") return Of(RekorVerdict.Unknown, $"Its kind {NoteText.Quote(entry.Kind)} is not one that is read here.");
        if (!HashedRekord.IsAbout(entry.Body, artifact)) return Of(RekorVerdict.Contradicted, "It is about something else than this signature.");
        if (!MerkleTree.VerifyInclusion(LeafHash.Of(entry.Body), entry.LogIndex, head!.Size, entry.Path, head.Root)) return Of(RekorVerdict.Contradicted, "Its path does not lead from the entry to the root of its checkpoint.");

        bool isSigned = HashedRekord.IsSignedBy(entry.Body, artifact, [.. logKeys.Select(RekorKey.Of), .. trust.Signers], out RekorKey? signer);
        if (signer is not null && !isSigned) return Of(RekorVerdict.Contradicted, "The signature in it does not hold.");
        NoteVerification shard = CheckShard(entry, head.Origin, trust.Shards);
        if (shard == NoteVerification.Invalid) return Of(RekorVerdict.Contradicted, $"The signature of the shard {NoteText.Quote(head.Origin)} under its checkpoint does not hold.");
        if (shard == NoteVerification.NotSigned) return Of(RekorVerdict.Unknown, $"The shard {NoteText.Quote(head.Origin)} is not in a trusted root that was handed over.");
        return signer is null
            ? Of(RekorVerdict.Unknown, "It was signed by a key that was not handed over.")
            : Of(RekorVerdict.Valid, $"It is entry {entry.LogIndex} of {NoteText.Quote(head.Origin)}, seen when that had {head.Size} entries.");
    }

    /// <summary>Whether a trusted shard signed the checkpoint: the one whose key id entry and signature line name.</summary>
    private static NoteVerification CheckShard(RekorEntry entry, string origin, IEnumerable<RekorShard> shards)
    {
        byte[] text = NoteText.Utf8.GetBytes(entry.Checkpoint.Text);
        NoteVerification verdict = NoteVerification.NotSigned;
        foreach (RekorShard shard in shards)
        {
            if (!shard.KeyId.Span.SequenceEqual(entry.LogKeyId.AsSpan(0, sizeof(uint))) || !shard.Key.NoteKeyId(origin).AsSpan(0, sizeof(uint)).SequenceEqual(shard.KeyId.Span)) continue;
            uint id = BinaryPrimitives.ReadUInt32BigEndian(shard.KeyId.Span);
            foreach (NoteSignature line in entry.Checkpoint.Signatures.Where(line => line.KeyId == id && line.KeyName == origin))
            {
                if (!shard.Key.VerifyNote(text, line.Signature.Span)) return NoteVerification.Invalid;
                verdict = NoteVerification.Valid;
            }
        }
        return verdict;
    }
}
