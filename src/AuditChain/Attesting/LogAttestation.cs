namespace AuditChain.Attesting;

/// <summary>Signs a checkpoint of a log as it stands.</summary>
public static class LogAttestation
{
    private const string NotSigned = "Nothing was signed";

    /// <summary>Computes the root from the stored leaf hashes, signs it and stores the note in the log. Goes on from the newest attestation, so the cost is that of the entries since.</summary>
    /// <param name="log">A log open for appending.</param>
    /// <param name="key">The key to sign with.</param>
    /// <param name="size">How many entries to attest; null for all that there are.</param>
    /// <exception cref="AuditException">AuditChainBroken when the log no longer agrees with its newest attestation: what contradicts an older signature is not signed again. AuditRangeInvalid, AuditLibsodiumMissing.</exception>
    public static SignedNote Create(IAuditLog log, SigningKey key, long? size = null)
    {
        LogStatus status = log.ReadStatus();
        long count = size ?? status.Count;
        if (count < 0 || count > status.Count) throw new AuditException(AuditError.AuditRangeInvalid, $"The log holds {status.Count} entries; {count} cannot be attested.");
        List<TreeNode> nodes = [];
        (MerkleFrontier frontier, Digest head) = TreeToSign(log, status, count, nodes);
        SignedNote note = SignedNote.Sign(new Checkpoint(status.Origin, count, frontier.Root(), head, status.LogId, DateTimeOffset.UtcNow), key);
        log.AddAttestation(note, frontier.Edge(), nodes);
        return note;
    }

    private static (MerkleFrontier Frontier, Digest Head) TreeToSign(IAuditLog log, LogStatus status, long count, List<TreeNode> nodes)
    {
        try
        {
            return TreeAt(log, status, count, nodes);
        }
        catch (AuditException e) when (e.Error == AuditError.AuditChainBroken && !e.Message.StartsWith(NotSigned, StringComparison.Ordinal))
        {
            throw new AuditException(e.Error, $"{NotSigned}. {e.Message}", e);
        }
    }

    /// <summary>Stores a note that somebody else signed, if it is about this log as it is.</summary>
    /// <param name="log">A log open for appending.</param>
    /// <param name="reader">The same log, to read it by.</param>
    /// <param name="note">A signed checkpoint.</param>
    /// <returns>Its size.</returns>
    /// <exception cref="AuditException">AuditCheckpointInvalid: it is of another log, or says what this log does not; AuditChainBroken.</exception>
    internal static async ValueTask<long> TakeAsync(IAuditLog log, ILogReader reader, SignedNote note)
    {
        Checkpoint said = note.Checkpoint();
        LogStatus status = reader.ReadStatus();
        if (said.Log != status.LogId) throw new AuditException(AuditError.AuditCheckpointInvalid, $"The checkpoint is of the log {said.Log}; this one is {status.LogId}. Nothing was stored.");
        if (said.Size > status.Count) throw new AuditException(AuditError.AuditCheckpointInvalid, $"The checkpoint covers {said.Size} entries, and the log holds {status.Count}. Nothing was stored.");
        List<TreeNode> nodes = [];
        (MerkleFrontier frontier, Digest head) = TreeAt(reader, status, said.Size, nodes);
        if (said.Origin != status.Origin || frontier.Root() != said.Root || head != said.Head)
            throw new AuditException(AuditError.AuditCheckpointInvalid, $"The checkpoint of {said.Size} entries does not say what this log says of them. Nothing was stored.");
        await log.AddAttestationAsync(note, frontier.Edge(), nodes).ConfigureAwait(false);
        return said.Size;
    }

    /// <summary>The tree and the head of the first entries, from the newest attestation on where that is not beyond them.</summary>
    /// <exception cref="AuditException">AuditChainBroken when the log no longer agrees with its newest attestation.</exception>
    internal static (MerkleFrontier Frontier, Digest Head) TreeAt(ILogReader log, LogStatus status, long count, List<TreeNode> nodes)
    {
        StoredAttestation? newest = log.ReadAttestations().Where(a => a.Size > 0).MaxBy(a => a.Size);
        if (newest?.Size > status.Count) throw Broken(status.Count + 1, $"the newest attestation covers {newest.Size} entries and only {status.Count} are there");
        if (newest?.Size > count) newest = null;
        (MerkleFrontier frontier, Digest head) = newest is null ? (new MerkleFrontier { Completed = nodes.Add }, status.LogId) : Resume(log, status, newest, nodes);
        if (count > frontier.Size)
        {
            foreach (Digest leaf in log.ReadHashes(frontier.Size + 1, count))
            {
                frontier.Add(leaf);
                head = leaf;
            }
        }
        return (frontier, head);
    }

    /// <summary>The tree and the head at the newest attestation, once the log is known to hold the entries that it attests.</summary>
    private static (MerkleFrontier Frontier, Digest Head) Resume(ILogReader log, LogStatus status, StoredAttestation newest, List<TreeNode> nodes)
    {
        Checkpoint said = SignedNote.Parse(newest.Note).Checkpoint();
        Digest head = log.ReadHashes(said.Size, said.Size).Single();
        if (said.Log != status.LogId || said.Head != head) throw Broken(said.Size, "the entries up to there are not the ones that were attested");
        if (MerkleFrontier.From(said.Size, newest.Edge.Span, said.Root) is { } kept)
        {
            kept.Completed = nodes.Add;
            return (kept, head);
        }
        MerkleFrontier frontier = new() { Completed = nodes.Add };
        foreach (Digest leaf in log.ReadHashes(1, said.Size)) frontier.Add(leaf);
        return frontier.Root() == said.Root ? (frontier, head) : throw Broken(said.Size, "the entries up to there are not the ones that were attested");
    }

    private static AuditException Broken(long seq, string why) =>
        new(AuditError.AuditChainBroken, $"{NotSigned}: at sequence {seq} {why}. Verify the log, and keep this file as it is.");
}
