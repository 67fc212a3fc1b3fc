namespace AuditChain.Tests.Recording;

public sealed class RecorderKindsTests : IDisposable
{
    private readonly RecordingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_kind_is_recorded_with_its_details()
    {
        AuditRecorder recorder = _folder.Recorder(new RecorderOptions { Source = "iam" });
        AuditTarget document = new() { Id = "42", Type = "document" };
        recorder.RecordAuthentication("/users.v1/Login", "alice", "password");
        recorder.RecordAuthentication(null, "mallory", "jwt", "token expired");
        recorder.RecordAuthorization("/docs.v1/Get", "alice", document, "viewer", AccessDecision.Allowed);
        recorder.RecordAuthorization(null, "mallory", document, "viewer", AccessDecision.NoRule);
        recorder.RecordAuthorization(null, "alice", document, "viewer", AccessDecision.Error, "timeout");
        recorder.RecordMutation(null, "alice", document, ResourceMutationKind.Create);
        recorder.RecordMutation("/docs.v1/Delete", "alice", document, ResourceMutationKind.Delete, new InvalidOperationException("locked"));
        recorder.RecordTupleChange(null, "alice", TupleMutationKind.Write, [new("user:bob", "viewer", "document:42"), new("user:eve", "owner", "document:42")]);

        foreach (AuditEntry entry in _folder.Entries())
        {
            EventCatalogue.BuiltIn.Check(PreparedEntry.From(new AuditEvent { Type = entry.Type, Actor = entry.Actor, Target = entry.Target, Outcome = entry.Outcome, Data = entry.Data }));
        }
        Assert.Equal(
            [
                """alice /users.v1/Login  success authentication-result {"method":"password"}""",
                """mallory authenticate  failure authentication-result {"failureReason":"token expired","method":"jwt"}""",
                """alice /docs.v1/Get 42 granted authorization-decision {"decision":"allowed","relation":"viewer"}""",
                """mallory authorize 42 denied authorization-decision {"decision":"no_rule","relation":"viewer"}""",
                """alice authorize 42 error authorization-decision {"decision":"error","errorReason":"timeout","relation":"viewer"}""",
                """alice create 42 success resource-mutation {"mutationType":"create"}""",
                """alice /docs.v1/Delete 42 failure resource-mutation {"errorCode":"InvalidOperationException","errorMessage":"locked","mutationType":"delete"}""",
                """alice write document:42 success tuple-change {"mutationType":"write","tuples":[{"object":"document:42","relation":"viewer","user":"user:bob"},{"object":"document:42","relation":"owner","user":"user:eve"}]}""",
            ],
            _folder.Entries().Select(entry => $"{entry.Actor} {entry.Action} {entry.Target} {entry.Outcome} {entry.Type} {entry.Data}"));
    }
}
