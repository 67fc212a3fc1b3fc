namespace AuditChain.Storage;

/// <summary>For callers that have a thread to wait with, as a pipeline has.</summary>
public static class BlockingLog
{
    /// <summary>As <see cref="IAuditLog.AppendAsync"/>, waiting for it.</summary>
    /// <param name="log">A log.</param>
    /// <param name="entries">Prepared entries.</param>
    /// <param name="after">The head after which alone they may be stored; null for wherever the log ends.</param>
    public static IReadOnlyList<EntryPlace> Append(this IAuditLog log, IReadOnlyList<PreparedEntry> entries, LogHead? after = null)
    {
        ValueTask<IReadOnlyList<EntryPlace>> append = log.AppendAsync(entries, after);
        return append.IsCompletedSuccessfully ? append.Result : append.AsTask().GetAwaiter().GetResult();
    }

    /// <summary>As <see cref="IAuditLog.AddAttestationAsync"/>, waiting for it.</summary>
    /// <param name="log">A log.</param>
    /// <param name="note">A signed checkpoint of this log.</param>
    /// <param name="edge">The tree at its size.</param>
    /// <param name="nodes">The nodes that were completed since the attestation before.</param>
    public static void AddAttestation(this IAuditLog log, SignedNote note, ReadOnlyMemory<byte> edge, IReadOnlyList<TreeNode> nodes) =>
        log.AddAttestationAsync(note, edge, nodes).AsTask().GetAwaiter().GetResult();
}
