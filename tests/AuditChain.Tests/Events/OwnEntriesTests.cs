using AuditChain.Sqlite;
using AuditChain.Tests.Recording;

namespace AuditChain.Tests.Events;

/// <summary>What AuditLog itself writes into a log fits the catalogue too.</summary>
public sealed class OwnEntriesTests : IDisposable
{
    private readonly RecordingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Counts_of_what_was_lost_and_collapsed_fit_their_types()
    {
        AuditEvent allowed = AuditEvents.EgressAllow("db", new() { Port = 5432 }) with { Source = "proxy" };
        using (AuditRecorder recorder = _folder.Recorder(new RecorderOptions { FloodRules = [new FloodRule { Name = "two", Limit = 2 }] }))
        {
            recorder.Record(allowed);
            _folder.IsBroken = true;
            recorder.Record(allowed, FailurePolicy.Open);
            _folder.IsBroken = false;
            for (int i = 0; i < 5; i++) recorder.Record(allowed);
        }
        AssertFits("audit-gap", "audit-flood", "audit-summary", "egress-allow");
    }

    [Fact]
    public void The_four_kinds_of_a_recorder_fit_their_types()
    {
        using (AuditRecorder recorder = _folder.Recorder())
        {
            recorder.RecordAuthentication(null, null, "jwt", "expired");
            recorder.RecordAuthorization("read", "alice", "doc:1", "viewer", AccessDecision.NoRule);
            recorder.RecordMutation(null, null, "user:1", ResourceMutationKind.Delete, new InvalidOperationException("no"));
            recorder.RecordTupleChange(null, null, TupleMutationKind.Write, [new RelationTuple("user:a", "viewer", "doc:1")]);
        }
        AssertFits("authentication-result", "authorization-decision", "resource-mutation", "tuple-change");
    }

    [Fact]
    public void Statements_about_keys_fit_their_type()
    {
        using SigningKey old = SigningKey.Generate("example.com/old"), next = SigningKey.Generate("example.com/next");
        using (SqliteAuditLog log = SqliteAuditLog.Open(_folder.Path, LogAccess.Append)) KeyRotation.Record(log, old, next.VerifierKey, retire: true);
        AssertFits("auditlog.key");
    }

    private void AssertFits(params string[] types)
    {
        AuditEntry[] entries = _folder.Entries();
        Assert.Equal(types.Order(StringComparer.Ordinal), entries.Select(entry => entry.Type).Distinct().Order(StringComparer.Ordinal));
        foreach (AuditEntry entry in entries) EventCatalogue.BuiltIn.Check(PreparedEntry.Own(new AuditEvent
        {
            Type = entry.Type, Actor = entry.Actor, Action = entry.Action, Target = entry.Target, Outcome = entry.Outcome, Source = entry.Source, Data = entry.Data,
        }));
    }
}
