using System.Text.Json;
using AuditChain.Sqlite;

namespace AuditChain.Tests.Recording;

/// <summary>A log that can be broken and mended, and what was warned of.</summary>
internal sealed class RecordingFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<AuditRecorder> _recorders = [];

    internal RecordingFolder() => SqliteAuditLog.Create(Path).Dispose();

    internal string Path => _folder["a.audit"];

    /// <summary>While it is set, nothing can be written.</summary>
    internal bool IsBroken { get; set; }

    /// <summary>What the store throws then.</summary>
    internal Exception Failure { get; set; } = new AuditException(AuditError.AuditLogWriteFailed, "The disk is full.");

    internal List<RecordingFailure> Warnings { get; } = [];

    private void Warn(RecordingFailure failure)
    {
        lock (Warnings) Warnings.Add(failure);
    }

    internal AuditRecorder Recorder(RecorderOptions? options = null)
    {
        AuditRecorder recorder = new(Path, () => new BreakableLog(SqliteAuditLog.Open(Path, LogAccess.Append), () => IsBroken ? Failure : null), (options ?? new RecorderOptions()) with { Warning = Warn });
        _recorders.Add(recorder);
        return recorder;
    }

    internal AuditEntry[] Entries()
    {
        Assert.Equal(Verdict.Intact, AuditFile.Verify(Path).Verdict);
        return [.. AuditFile.Read(Path, new EntryQuery())];
    }

    internal static JsonElement Data(AuditEntry entry) => entry.Data!.Value;

    public void Dispose()
    {
        foreach (AuditRecorder recorder in _recorders) recorder.Dispose();
        _folder.Dispose();
    }

    private sealed class BreakableLog(IAuditLog log, Func<Exception?> failure) : IAuditLog
    {
        public string Location => log.Location;

        public LogHeader Header => log.Header;

        public ValueTask<IReadOnlyList<EntryPlace>> AppendAsync(IReadOnlyList<PreparedEntry> entries, LogHead? after = null, CancellationToken cancellation = default) =>
            failure() is { } thrown ? throw thrown : log.AppendAsync(entries, after, cancellation);

        public LogHead ReadHead() => log.ReadHead();

        public ValueTask<LogHead> WaitForMoreAsync(long count, CancellationToken cancellation) => log.WaitForMoreAsync(count, cancellation);

        public IChainSource OpenSource(Checkpoint? since = null) => log.OpenSource(since);

        public LogStatus ReadStatus() => log.ReadStatus();

        public IEnumerable<AuditEntry> Read(EntryQuery query) => log.Read(query);

        public void ReadLines(long first, long last, LineVisitor visit) => log.ReadLines(first, last, visit);

        public IEnumerable<Digest> ReadHashes(long first, long last) => log.ReadHashes(first, last);

        public IEnumerable<StoredAttestation> ReadAttestations() => log.ReadAttestations();

        public ValueTask AddAttestationAsync(SignedNote note, ReadOnlyMemory<byte> edge, IReadOnlyList<TreeNode> nodes, CancellationToken cancellation = default) =>
            log.AddAttestationAsync(note, edge, nodes, cancellation);

        public ValueTask AddEvidenceAsync(IReadOnlyList<EvidenceRecord> records, CancellationToken cancellation = default) => log.AddEvidenceAsync(records, cancellation);

        public IEnumerable<Digest> ReadNodes(int level, long first, long count) => log.ReadNodes(level, first, count);

        public IReadOnlyList<string> ReadNames(EntryMember member, string prefix, int limit) => log.ReadNames(member, prefix, limit);

        public void Dispose() => log.Dispose();
    }
}
