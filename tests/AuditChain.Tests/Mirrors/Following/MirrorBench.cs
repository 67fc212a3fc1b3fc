using AuditChain.Mirrors.Following;
using AuditChain.Mirrors.Settings;
using AuditChain.Tests.Recording;

namespace AuditChain.Tests.Mirrors.Following;

/// <summary>A log, a table with one mirror of it, and a clock that a test moves.</summary>
internal sealed class MirrorBench : IDisposable
{
    public const string Name = "siem";

    private readonly TemporaryFolder _folder = new();

    public MirrorBench(MirrorSettings? settings = null)
    {
        Settings = settings ?? new MirrorSettings { Kind = "test" };
        Log = LogOpener.Create(Address, "example.com/mirrored");
        Table.Add(new MirrorRow { Name = Name, Settings = Settings.ToJson(), Seq = 0, Hash = Log.Header.Hash });
    }

    public string Address => _folder["ops.audit"];

    public MirrorSettings Settings { get; }

    public IAuditLog Log { get; }

    public MemoryMirrorTable Table { get; } = new();

    public ManualClock Clock { get; } = new();

    /// <summary>How long the follower wanted to wait, each time.</summary>
    public List<TimeSpan> Waits { get; } = [];

    public MirrorRow Row => Table[Name];

    public MirrorProgress Progress => MirrorProgress.Parse(Row.State);

    public string[] Types => [.. Log.Read(new EntryQuery()).Select(entry => entry.Type).Where(type => type.StartsWith("auditlog.", StringComparison.Ordinal))];

    public void Append(int count, Func<int, string>? type = null, int length = 0) => Log.Append(
    [
        .. Enumerable.Range(1, count).Select(i => PreparedEntry.From(new AuditEvent { Type = type?.Invoke(i) ?? "console", Message = $"n {i}{new string('x', length)}" })),
    ]);

    public MirrorFollower Follower(ScriptedSink sink, FollowerOptions? options = null) => new(
        Log, Table, Name, _ => sink, (options ?? new FollowerOptions { UntilCaughtUp = true }) with { Clock = Clock, Wait = WaitAsync });

    public Task RunAsync(ScriptedSink sink, FollowerOptions? options = null) => Follower(sink, options).RunAsync(TestContext.Current.CancellationToken);

    public void Dispose()
    {
        Log.Dispose();
        _folder.Dispose();
    }

    private Task WaitAsync(TimeSpan wait, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Waits.Add(wait);
        Clock.Advance(wait.TotalSeconds);
        return Task.CompletedTask;
    }
}
