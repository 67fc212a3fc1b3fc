using System.Diagnostics;

namespace AuditChain.Tests.Recording;

/// <summary>Alone in its collection: it sets a boundary for the whole process.</summary>
[CollectionDefinition(nameof(ActorScopeTests), DisableParallelization = true)]
[Collection(nameof(ActorScopeTests))]
public sealed class ActorScopeTests : IDisposable
{
    private readonly RecordingFolder _folder = new();

    public void Dispose()
    {
        ActorScope.UseBoundary(null);
        _folder.Dispose();
    }

    [Fact]
    public async Task A_scope_encloses_calls_awaits_and_tasks_and_ends_with_its_block()
    {
        Assert.Null(ActorScope.Current);
        Task<string?> later;
        using (ActorScope.Enter("alice"))
        {
            await Task.Yield();
            Assert.Equal("alice", ActorScope.Current?.Id);
            using (ActorScope.Enter("bob")) Assert.Equal("bob", ActorScope.Current?.Id);
            Assert.Equal("alice", ActorScope.Current?.Id);
            Assert.Equal("alice", await Task.Run(() => ActorScope.Current?.Id));
            TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
            later = Later(go.Task);
            go.SetResult();
        }
        Assert.Null(ActorScope.Current);
        Assert.Equal("alice", await later);

        static async Task<string?> Later(Task go)
        {
            await go;
            return ActorScope.Current?.Id;
        }
    }

    [Fact]
    public void Scopes_that_end_in_the_wrong_order_do_not_come_back()
    {
        IDisposable outer = ActorScope.Enter("outer"), inner = ActorScope.Enter("inner");
        outer.Dispose();
        Assert.Equal("inner", ActorScope.Current?.Id);
        inner.Dispose();
        Assert.Null(ActorScope.Current);
    }

    [Fact]
    public void Behind_a_boundary_a_scope_is_seen_only_where_it_was_entered()
    {
        string session = "one";
        ActorScope.UseBoundary(() => session);
        using (ActorScope.Enter("alice"))
        {
            session = "two";
            Assert.Null(ActorScope.Current);
            using (ActorScope.Enter("bob"))
            {
                Assert.Equal("bob", ActorScope.Current?.Id);
                session = "one";
                Assert.Equal("alice", ActorScope.Current?.Id);
                session = "two";
            }
            Assert.Null(ActorScope.Current);
            session = "one";
            Assert.Equal("alice", ActorScope.Current?.Id);
        }
    }

    [Fact]
    public void An_event_gets_the_actor_of_the_scope_else_of_the_process_and_keeps_its_own()
    {
        AuditRecorder recorder = _folder.Recorder(new RecorderOptions { Source = "svc" });
        AuditEvent said = new() { Type = "t", Outcome = "success" };
        recorder.Record(said);
        using (ActorScope.Enter(new AuditActor { Id = "alice", Session = "s1" }))
        {
            recorder.Record(said);
            recorder.Record(said with { Actor = "carol", Source = "own" });
        }
        AuditEntry[] entries = _folder.Entries();
        Assert.Equal([SystemActor.Find().Id, "alice", "carol"], entries.Select(entry => entry.Actor!.Id));
        Assert.Equal(Environment.MachineName, entries[0].Actor!.More![SystemActor.MachineMember]);
        Assert.Equal("s1", entries[1].Actor!.Session);
        Assert.Equal(["svc", "svc", "own"], entries.Select(entry => entry.Source));
    }

    [Fact]
    public void An_event_gets_the_trace_that_it_happens_in()
    {
        AuditRecorder recorder = _folder.Recorder();
        using Activity activity = new("request");
        activity.SetIdFormat(ActivityIdFormat.W3C).Start();
        recorder.Record(new AuditEvent { Type = "t" });
        recorder.Record(new AuditEvent { Type = "t", Correlation = "own" });
        Assert.Equal([activity.TraceId.ToHexString(), "own"], _folder.Entries().Select(entry => entry.Correlation));
    }
}
