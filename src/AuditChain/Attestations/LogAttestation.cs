namespace AuditChain;

/// <summary>Signs a checkpoint of a log as it stands.</summary>
public static class LogAttestation
{
    /// <summary>Computes the root from the stored leaf hashes, signs it and stores the note in the log.</summary>
    /// <param name="log">A log open for appending.</param>
    /// <param name="key">The key to sign with.</param>
    /// <exception cref="AuditException">AuditChainBroken when the log no longer agrees with its newest attestation: what contradicts an older signature is not signed again. AuditLibsodiumMissing.</exception>
    public static SignedNote Create(IAuditLog log, SigningKey key)
    {
        LogStatus status = log.ReadStatus();
        Checkpoint? newest = log.ReadAttestations().Select(a => SignedNote.Parse(a.Note).Checkpoint()).MaxBy(c => c.Size);
        MerkleFrontier frontier = new();
        Digest head = status.LogId;
        if (newest is { Size: 0 }) newest = null;
        foreach (Digest leaf in log.ReadHashes(1, status.Count))
        {
            frontier.Add(leaf);
            head = leaf;
            if (newest?.Size == frontier.Size && (newest.Root != frontier.Root() || newest.Log != status.LogId)) throw Broken(newest.Size, "the entries up to there are not the ones that were attested");
        }
        if (newest?.Size > frontier.Size) throw Broken(frontier.Size + 1, $"the newest attestation covers {newest.Size} entries and only {frontier.Size} are there");
        SignedNote note = SignedNote.Sign(new Checkpoint(status.Origin, frontier.Size, frontier.Root(), head, status.LogId, DateTimeOffset.UtcNow), key);
        log.AddAttestation(note);
        return note;
    }

    private static AuditException Broken(long seq, string why) =>
        new(AuditError.AuditChainBroken, $"Nothing was signed: at sequence {seq} {why}. Verify the log, and keep this file as it is.");
}
