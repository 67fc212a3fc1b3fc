namespace AuditChain.Storage;

/// <summary>An open log, to be read and appended to. Any thread may append while another reads.</summary>
public interface IAuditLog : ILogReader
{
    /// <summary>Appends entries in their order, all or none. Completes when they are on the disk.</summary>
    /// <param name="entries">Prepared entries.</param>
    /// <param name="after">The head after which alone they may be stored; null for wherever the log ends.</param>
    /// <param name="cancellation">Gives the append up as long as it has not begun; from then on its outcome is delivered.</param>
    /// <returns>The place of each, in the same order.</returns>
    /// <exception cref="AuditException">AuditLogBusy, AuditLogWriteFailed, AuditLogDamaged; AuditHeadChanged when the log does not end at
    /// <paramref name="after"/>. Then none of them is stored.</exception>
    ValueTask<IReadOnlyList<EntryPlace>> AppendAsync(
        IReadOnlyList<PreparedEntry> entries, LogHead? after = null, CancellationToken cancellation = default);

    /// <summary>Stores an attestation; on the disk when it completes.</summary>
    /// <param name="note">A signed checkpoint of this log.</param>
    /// <param name="edge">The tree at its size, <see cref="MerkleFrontier.Edge"/>, from which the next attestation goes on.</param>
    /// <param name="nodes">The nodes that were completed since the attestation before, for <see cref="ITreeReader.ReadNodes"/>.</param>
    /// <param name="cancellation">As for appending.</param>
    ValueTask AddAttestationAsync(
        SignedNote note, ReadOnlyMemory<byte> edge, IReadOnlyList<TreeNode> nodes, CancellationToken cancellation = default);

    /// <summary>Stores evidence for attestations of this log, each record once; on the disk when it completes.</summary>
    /// <param name="records">Records whose artifact is a signature of a stored attestation.</param>
    /// <param name="cancellation">As for appending.</param>
    /// <exception cref="AuditException">AuditRangeInvalid when no stored attestation has that signature; what appending throws.</exception>
    ValueTask AddEvidenceAsync(IReadOnlyList<EvidenceRecord> records, CancellationToken cancellation = default);
}
