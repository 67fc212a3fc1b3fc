namespace AuditChain;

/// <summary>Takes one entry while a range is read. The line is valid during the call only.</summary>
/// <param name="seq">Its sequence.</param>
/// <param name="line">Its line without a newline.</param>
/// <param name="hash">The leaf hash stored beside it.</param>
public delegate void LineVisitor(long seq, ReadOnlySpan<byte> line, Digest hash);

/// <summary>An open log: append, read, attest. One instance serves one thread at a time; any number of instances and processes share a log.</summary>
public interface IAuditLog : IDisposable
{
    /// <summary>The full path of the file.</summary>
    string Path { get; }

    /// <summary>The log's header.</summary>
    LogHeader Header { get; }

    /// <summary>Count, head and times as they stand.</summary>
    LogStatus ReadStatus();

    /// <summary>Appends entries in their order, all or none. Returns when they are on the disk.</summary>
    /// <param name="entries">Prepared entries; at least one.</param>
    /// <returns>The place of each, in the same order.</returns>
    /// <exception cref="AuditException">AuditLogBusy, AuditLogWriteFailed, AuditLogDamaged; then none of them is stored.</exception>
    IReadOnlyList<EntryPlace> Append(IReadOnlyList<PreparedEntry> entries);

    /// <summary>
    /// Appends what is made for the end of the log as it stands: nobody else appends between the two. What is signed over the
    /// tree before it is appended so.
    /// </summary>
    /// <param name="make">Given the number of entries and the last leaf hash (the header hash for none). It may read this log, and no more; what it throws stores nothing.</param>
    /// <returns>The place of each.</returns>
    internal IReadOnlyList<EntryPlace> AppendAfter(Func<long, Digest, IReadOnlyList<PreparedEntry>> make) =>
        throw new NotSupportedException("This log cannot append on the condition that its end still stands.");

    /// <summary>Appends on the condition that the log still ends where it is said to.</summary>
    /// <param name="size">Number of entries.</param>
    /// <param name="head">Leaf hash of the last, or the header hash.</param>
    /// <param name="entries">Prepared entries; at least one.</param>
    /// <returns>The place of each; null, and nothing is stored, when the log ends elsewhere.</returns>
    internal IReadOnlyList<EntryPlace>? TryAppendAt(long size, Digest head, IReadOnlyList<PreparedEntry> entries)
    {
        IReadOnlyList<EntryPlace> places = AppendAfter((count, last) => count == size && last == head ? entries : []);
        return places.Count == 0 ? null : places;
    }

    /// <summary>Streams the entries that a query asks for, as the log stands when the first one is read.</summary>
    /// <param name="query">Filters, range and order.</param>
    IEnumerable<AuditEntry> Read(EntryQuery query);

    /// <summary>Reads a range of lines without making entries of them.</summary>
    /// <param name="first">First sequence.</param>
    /// <param name="last">Last sequence.</param>
    /// <param name="visit">Called for each, ascending.</param>
    void ReadLines(long first, long last, LineVisitor visit);

    /// <summary>Streams stored leaf hashes, ascending.</summary>
    /// <param name="first">First sequence.</param>
    /// <param name="last">Last sequence.</param>
    IEnumerable<Digest> ReadHashes(long first, long last);

    /// <summary>Attestations in the order in which they were stored.</summary>
    IEnumerable<StoredAttestation> ReadAttestations();

    /// <summary>Stores an attestation; on the disk when this returns.</summary>
    /// <param name="note">A signed checkpoint of this log.</param>
    /// <param name="edge">The tree at its size, <see cref="MerkleFrontier.Edge"/>, from which the next attestation goes on.</param>
    /// <param name="nodes">The nodes that were completed since the attestation before, for <see cref="ReadNodes"/>.</param>
    void AddAttestation(SignedNote note, ReadOnlySpan<byte> edge, IReadOnlyList<TreeNode> nodes);

    /// <summary>Streams the roots of complete subtrees that the log keeps, ascending, up to the first that it does not.</summary>
    /// <param name="level">Their height, as in <see cref="TreeNode"/>.</param>
    /// <param name="first">The number of the first.</param>
    /// <param name="count">How many.</param>
    IEnumerable<Digest> ReadNodes(int level, long first, long count);

    /// <summary>Distinct values of a member, by its index: for completion.</summary>
    /// <param name="member">Which member.</param>
    /// <param name="prefix">How they start, whatever the case; empty for all.</param>
    /// <param name="limit">At most so many.</param>
    IReadOnlyList<string> ReadNames(EntryMember member, string prefix, int limit);
}

/// <summary>Where an appended entry ended up.</summary>
/// <param name="Seq">Its sequence.</param>
/// <param name="Time">When it was recorded.</param>
/// <param name="Prev">The hash that it links to.</param>
/// <param name="Hash">Its leaf hash.</param>
public readonly record struct EntryPlace(long Seq, DateTimeOffset Time, Digest Prev, Digest Hash);

/// <summary>An attestation as the log keeps it.</summary>
/// <param name="Size">Number of entries that it covers.</param>
/// <param name="Time">When it was signed.</param>
/// <param name="KeyName">The name of the first key that signed it.</param>
/// <param name="Note">The signed note, byte for byte.</param>
/// <param name="Edge">The tree at its size; empty where it was not kept.</param>
public sealed record StoredAttestation(long Size, DateTimeOffset Time, string KeyName, string Note, ReadOnlyMemory<byte> Edge = default);

/// <summary>How a log stands.</summary>
public sealed record LogStatus
{
    /// <summary>The full path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>The log's name.</summary>
    public required string Origin { get; init; }

    /// <summary>The log's identity: the header hash.</summary>
    public required Digest LogId { get; init; }

    /// <summary>When the log was created.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Number of entries.</summary>
    public long Count { get; init; }

    /// <summary>Leaf hash of the last entry, or the header hash.</summary>
    public Digest Head { get; init; }

    /// <summary>Time of the first entry; null when there is none.</summary>
    public DateTimeOffset? FirstTime { get; init; }

    /// <summary>Time of the last entry; null when there is none.</summary>
    public DateTimeOffset? LastTime { get; init; }

    /// <summary>Bytes on the disk, the write-ahead log included.</summary>
    public long SizeOnDisk { get; init; }

    /// <summary>Entries that the newest attestation covers; null when there is none.</summary>
    public long? AttestedCount { get; init; }

    /// <summary>When the newest attestation was signed.</summary>
    public DateTimeOffset? AttestedTime { get; init; }

    /// <summary>Entries after the newest attestation.</summary>
    public long UnattestedTail => Count - (AttestedCount ?? 0);
}
