namespace AuditChain.Attesting;

// A statement binds the tree before it, so it is signed for one place: when somebody else appends first, what he appended is
// added to the tree, and the statement is signed anew.

/// <summary>Announces and retires keys in a log.</summary>
public static class KeyRotation
{
    // Each is one commit of others that came between.
    private const int MaxAttempts = 1000;

    /// <summary>Records, in the log, that a key is announced, retired or both, signed by the key that speaks.</summary>
    /// <param name="log">A log open for appending.</param>
    /// <param name="speaker">The key that signs; the one that retires.</param>
    /// <param name="successor">The key to announce; null for none.</param>
    /// <param name="retire">Whether the speaker retires.</param>
    /// <returns>The sequence of the entry. Attest the log up to it with the speaker, so that the statement itself is vouched for.</returns>
    /// <exception cref="AuditException">AuditChainBroken when the log no longer agrees with its newest attestation; AuditKeyInvalid when the successor has no name; AuditHeadChanged when others never stopped appending; what appending throws.</exception>
    public static long Record(IAuditLog log, SigningKey speaker, VerifierKey? successor, bool retire)
    {
        if (successor is null && !retire) throw new ArgumentException("A statement announces a key, retires the speaker, or both.", nameof(successor));
        if (successor is { IsAnyName: true }) throw new AuditException(AuditError.AuditKeyInvalid, "A key is announced by its verifier-key line, NAME+ID+BASE64; this one has no name.");
        LogStatus status = log.ReadStatus();
        (MerkleFrontier tree, Digest head) = LogAttestation.TreeAt(log, status, status.Count, []);
        for (int attempt = 1; ; attempt++)
        {
            KeyStatement statement = new(log.Header.Hash, tree.Size, tree.Root(), successor, retire ? speaker.VerifierKey : null);
            try
            {
                return log.Append([Prepare(statement, speaker)], new LogHead(tree.Size, head))[0].Seq;
            }
            catch (AuditException e) when (e.Error == AuditError.AuditHeadChanged && attempt < MaxAttempts)
            {
                // Somebody else appended meanwhile: what he did is added to the tree, and it is signed anew.
                foreach (Digest leaf in log.ReadHashes(tree.Size + 1, log.ReadHead().Count))
                {
                    tree.Add(leaf);
                    head = leaf;
                }
            }
        }
    }

    /// <summary>The entry that carries a statement, signed.</summary>
    internal static PreparedEntry Prepare(KeyStatement statement, SigningKey speaker)
    {
        bool retire = statement.Retired is not null;
        string subject = (statement.Announced ?? speaker.VerifierKey).Name;
        return PreparedEntry.Own(new AuditEvent
        {
            Type = KeyStatement.EntryType,
            Action = statement.Announced is null ? "retire" : "announce",
            Target = new AuditTarget { Id = subject, Type = "key" },
            Message = statement.Announced is null ? $"{subject} is retired" : retire ? $"{speaker.Name} is retired, {subject} follows" : $"{subject} is announced by {speaker.Name}",
            Data = new Dictionary<string, object?> { ["note"] = SignedNote.Sign(statement.ToText(), speaker).ToString() },
        });
    }
}
