namespace AuditChain.Sqlite.Reading;

/// <summary>Verifies a log in a SQLite file. What cannot be read is a verdict and not an exception.</summary>
internal static class LogVerification
{
    /// <summary>Verifies the log as it stands.</summary>
    /// <param name="path">An existing database.</param>
    /// <param name="options">Keys and checkpoints to trust.</param>
    public static VerificationReport Verify(string path, VerificationOptions? options)
    {
        try
        {
            using SqliteChainSource source = new(Path.GetFullPath(path), options?.Since?.Checkpoint());
            return Diagnosis.Of(path, ChainVerifier.Verify(source, options), source.Cut);
        }
        catch (ChainFaultException e)
        {
            return Unreadable(path, e.Fault);
        }
        catch (AuditException e) when (e.Error == AuditError.AuditChainBroken)
        {
            return Unreadable(path, new ChainFault(Verdict.Tampered, 1, e.Message));
        }
        catch (AuditException e) when (e.Error is AuditError.AuditLogDamaged or AuditError.AuditLogNotRecognized)
        {
            return Unreadable(path, new ChainFault(Verdict.Malformed, 1, e.Message));
        }
    }

    private static VerificationReport Unreadable(string path, ChainFault fault) =>
        ChainVerifier.Unreadable(path, ChainSourceKind.Log, fault with { Sequence = Math.Max(fault.Sequence, 1) });
}
