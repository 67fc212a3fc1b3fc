using AuditChain.Mirrors;
using AuditChain.Mirrors.Following;
using AuditChain.Mirrors.Settings;
using AuditChain.Tests.Mirrors.Following;

namespace AuditChain.Tests.Mirrors.Kinds;

/// <summary>A log and one mirror of a real kind.</summary>
internal sealed class KindBench : IDisposable
{
    private const string Name = "m";
    private readonly TemporaryFolder _folder = new();

    public KindBench(MirrorSettings settings)
    {
        Log = LogOpener.Create(_folder["ops.audit"], "example.com/mirrored");
        Table.Add(new MirrorRow { Name = Name, Settings = settings.ToJson(), Seq = 0, Hash = Log.Header.Hash });
    }

    public IAuditLog Log { get; }

    public MemoryMirrorTable Table { get; } = new();

    public MirrorRow Row => Table[Name];

    public MirrorProgress Progress => MirrorProgress.Parse(Row.State);

    public string this[string file] => _folder[file];

    public void Append(int count, int length = 0) => Log.Append(
    [
        .. Enumerable.Range(1, count).Select(i => PreparedEntry.From(new AuditEvent { Type = "console", Message = $"n {i}{new string('x', length)}", Outcome = i % 7 == 0 ? "failure" : null })),
    ]);

    public Task RunAsync(int? attempts = null) =>
        new MirrorFollower(Log, Table, Name, MirrorKinds.Open, new FollowerOptions { UntilCaughtUp = true, MaxAttempts = attempts, FirstWait = TimeSpan.FromMilliseconds(20) })
            .RunAsync(TestContext.Current.CancellationToken);

    /// <summary>As if the process had died before it could store its cursor.</summary>
    public void ForgetCursor(long seq) => Rewind(seq, Log.ReadHashes(seq, seq).Single());

    public void Dispose()
    {
        Log.Dispose();
        _folder.Dispose();
    }

    private void Rewind(long seq, Digest hash)
    {
        MirrorRow row = Row;
        Table.Remove(Name);
        Table.Add(row with { Seq = seq, Hash = hash, State = "{}" });
    }
}
