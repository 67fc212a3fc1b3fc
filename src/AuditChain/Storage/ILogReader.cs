namespace AuditChain.Storage;

/// <summary>Takes one entry while a range is read. The line is valid during the call only.</summary>
/// <param name="seq">Its sequence.</param>
/// <param name="line">Its line without a newline.</param>
/// <param name="hash">The leaf hash stored beside it.</param>
public delegate void LineVisitor(long seq, ReadOnlySpan<byte> line, Digest hash);

/// <summary>
/// An open log, to be read. One instance serves one thread at a time; any number of instances and processes share a log.
/// Nothing but <see cref="AuditException"/> (and <see cref="OperationCanceledException"/> where a token is handed over) leaves it.
/// </summary>
public interface ILogReader : ITreeReader, IDisposable
{
    /// <summary>Where the log is, as one would name it to a person: a full path, or an address without its secrets.</summary>
    string Location { get; }

    /// <summary>The log's header.</summary>
    LogHeader Header { get; }

    /// <summary>Where the log ends. Cheap: one row is read.</summary>
    LogHead ReadHead();

    /// <summary>Count, head, times, size and newest attestation as they stand.</summary>
    LogStatus ReadStatus();

    /// <summary>Waits until the log is longer than it was.</summary>
    /// <param name="count">The number of entries that the caller has seen.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The head, once its count is above <paramref name="count"/>.</returns>
    ValueTask<LogHead> WaitForMoreAsync(long count, CancellationToken cancellation);

    /// <summary>Streams the entries that a query asks for, as the log stands when the first one is read.</summary>
    /// <param name="query">Filters, range and order.</param>
    IEnumerable<AuditEntry> Read(EntryQuery query);

    /// <summary>Reads a range of lines without making entries of them.</summary>
    /// <param name="first">First sequence.</param>
    /// <param name="last">Last sequence.</param>
    /// <param name="visit">Called for each, ascending.</param>
    void ReadLines(long first, long last, LineVisitor visit);

    /// <summary>Attestations in the order in which they were stored.</summary>
    IEnumerable<StoredAttestation> ReadAttestations();

    /// <summary>What others vouched for, in the order in which it was stored.</summary>
    IEnumerable<EvidenceRecord> ReadEvidence() => [];

    /// <summary>Distinct values of a member: for completion.</summary>
    /// <param name="member">Which member.</param>
    /// <param name="prefix">How they start, whatever the case; empty for all.</param>
    /// <param name="limit">At most so many.</param>
    IReadOnlyList<string> ReadNames(EntryMember member, string prefix, int limit);

    /// <summary>The log as the verifier reads it: one snapshot, whatever is appended meanwhile.</summary>
    /// <param name="since">A checkpoint up to which it was verified before; null to read everything.</param>
    IChainSource OpenSource(Checkpoint? since = null);
}
