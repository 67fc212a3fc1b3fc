namespace AuditChain.Attesting;

// Forward security: whoever steals today's key file cannot sign yesterday. Each step leaves what the next one needs, so that a crash
// at any point is mended by the same call:
//
//   1. KEY.next, the successor, is written and flushed            a KEY.next that is there is taken up
//   2. one entry: the old key announces it and retires            not again when the log has it
//   3. the successor attests the log
//   4. KEY is overwritten with zeros and flushed, then KEY.next takes its name
//
// After 2 the old key is needed no more. What a disk keeps of overwritten blocks (wear levelling, snapshots) is beyond a program.

/// <summary>Exchanges the key that signs a log for a new one, and destroys the old one.</summary>
public static class KeyEvolution
{
    /// <summary>Makes the next key, lets the old one announce it and retire, attests the log with the new one, and destroys the old file.</summary>
    /// <param name="log">A log open for appending.</param>
    /// <param name="path">The key's file; afterwards that of the new key, under the same passphrase.</param>
    /// <param name="name">The name under which the new key signs; null for the log's own.</param>
    /// <param name="passphrase">Of the file; empty for none.</param>
    /// <returns>The attestation by the new key.</returns>
    /// <exception cref="AuditException">What reading keys, appending and attesting throws; the same call again goes on from there.</exception>
    public static SignedNote Run(IAuditLog log, string path, string? name, ReadOnlySpan<char> passphrase)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(path);
        string next = $"{path}.next", origin = log.Header.Origin;
        bool resumed = File.Exists(next);
        using SigningKey successor = resumed ? SigningKey.Load(next, name ?? origin, passphrase) : SigningKey.Generate(name ?? origin);
        if (!resumed)
        {
            // Read first: a wrong passphrase must leave no successor behind.
            SigningKeyFile.Load(path, name, passphrase, origin).Dispose();
            successor.Save(next, passphrase);
        }
        if (!resumed || !IsAnnounced(log, successor.VerifierKey))
        {
            using SigningKey old = SigningKeyFile.Load(path, name, passphrase, origin);
            KeyRotation.Record(log, old, successor.VerifierKey, retire: true);
        }
        SignedNote note = LogAttestation.Create(log, successor);
        Destroy(path);
        FilePlace.TryTake(next, path, overwrite: true);
        return note;
    }

    private static bool IsAnnounced(ILogReader log, VerifierKey key)
    {
        string line = $"\nannounce {key}\n";
        return log.Read(new EntryQuery { Names = [NameFilter.AnyOf(EntryMember.Type, KeyStatement.EntryType)] })
            .Any(entry => entry.Data is { ValueKind: System.Text.Json.JsonValueKind.Object } data
                && data.TryGetProperty("note", out System.Text.Json.JsonElement note) && note.GetString()?.Contains(line, StringComparison.Ordinal) == true);
    }

    private static void Destroy(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0);
            file.Write(new byte[file.Length]);
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditException(AuditError.AuditDestinationInvalid, $"The old key '{path}' could not be destroyed: {e.Message} The new one is '{path}.next', and has attested the log. Mend that and run the same command again.", e);
        }
    }
}
