using System.Text;
using EventCode;

namespace AuditChain.Tests.Events;

public sealed class CatalogueTests
{
    // Every name of the five systems, as their own pages spell it.
    public static TheoryData<string, string> Names => new()
    {
        { "moat", "console network credential secret ssh container exec policy device" },
        {
            "paddock",
            "credential-issued credential-denied credential-renewed credential-revoked credential-renewal-failed egress-allow egress-block egress-block-summary "
            + "egress-discovery-allow policy-applied policy-rejected broker-unavailable run-failed run-completed ca-projected ca-misconfigured "
            + "network-policy-enforcement-withdrawn broker-creds-tampered interception-mode-cooperative-accepted prompt-submitted prompt-completed "
            + "shell-session-opened shell-session-closed interactive-run-terminated"
        },
        {
            "SpeechKit",
            "provider.selected voiceagent.session.start voiceagent.session.end settings.changed update.installed auth.failed privacy.export privacy.delete "
            + "policy.applied byok.key_updated mode.start mode.stop privacy.scope_changed"
        },
        { "Servora", "authn.result authz.decision tuple.changed resource.mutation" },
        {
            "yoq",
            "secret_set secret_delete secret_list secret_rotate app_apply app_rollback agent_register agent_drain policy_add policy_delete backup restore "
            + "token_create token_revoke"
        },
    };

    // The inputs of paddock's builders: each has a place in the entry.
    public static TheoryData<string, string> Inputs => new()
    {
        { "credential-issued", "runName namespace credentialName provider matchedPolicy reason when count" },
        { "credential-denied", "runName namespace credentialName provider matchedPolicy reason when" },
        { "credential-renewed", "runName namespace provider leaseId expiresAt when" },
        { "credential-renewal-failed", "runName namespace provider leaseId error when" },
        { "credential-revoked", "runName namespace credentialName provider matchedPolicy reason when" },
        { "egress-allow", "runName namespace host port decision matchedPolicy reason when" },
        { "egress-block", "runName namespace host port decision matchedPolicy reason when" },
        { "egress-discovery-allow", "runName namespace host port decision matchedPolicy reason when" },
        { "egress-block-summary", "runName namespace matchedPolicy reason count sampleDestinations windowStart windowEnd" },
        { "policy-applied", "runName namespace templateRef reason when" },
        { "policy-rejected", "runName namespace templateRef reason when" },
        { "run-failed", "runName namespace reason decision when" },
        { "run-completed", "runName namespace reason decision when" },
        { "ca-projected", "runName namespace secretName reason when" },
        { "ca-misconfigured", "name namespace reason when" },
        { "network-policy-enforcement-withdrawn", "runName namespace reason when" },
        { "broker-creds-tampered", "runName namespace prunedKeys when" },
        { "interception-mode-cooperative-accepted", "runName namespace matchedPolicy reason when" },
        { "prompt-submitted", "runName namespace submitterSA promptHash promptLength turnSeq when" },
        { "prompt-completed", "runName namespace turnSeq durationMs eventCount outcome when" },
        { "shell-session-opened", "runName namespace sessionId submitterSA target command when" },
        { "shell-session-closed", "runName namespace sessionId durationMs byteCount when" },
        { "interactive-run-terminated", "runName namespace reason decision when" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_name_of_a_system_has_one_type(string system, string names)
    {
        string[] there = [.. EventCatalogue.BuiltIn.Types.SelectMany(type => type.ForeignNames).Where(name => name.Key == system).Select(name => name.Value).Order(StringComparer.Ordinal)];
        Assert.Equal(names.Split(' ').Order(StringComparer.Ordinal), there);
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Every_input_of_a_decision_has_a_place(string name, string inputs)
    {
        AuditEventType type = EventCatalogue.BuiltIn.Find(name)!;
        foreach (string input in inputs.Split(' '))
        {
            bool hasPlace = type.Data.Any(field => field.Name == input) || input switch
            {
                "runName" => type.Members.Any(member => member.Name == "correlation"),
                "submitterSA" => type.Members.Any(member => member.Name == "actor"),
                "credentialName" or "host" or "secretName" or "name" or "target" => type.Members.Any(member => member.Name == "target"),
                "decision" => type.Outcomes.Count > 1,
                "when" => true,
                _ => false,
            };
            Assert.True(hasPlace, $"{name}: {input}");
        }
    }

    [Fact]
    public void A_name_of_another_system_leads_to_its_type()
    {
        Assert.Equal("secret-set", EventCatalogue.BuiltIn.FindLike("secret_set").Single().Name);
        Assert.Equal("configuration-policy-applied", EventCatalogue.BuiltIn.FindLike("policy.applied").Single().Name);
        AuditException unknown = EventCatalogue.BuiltIn.Unknown("auth.failed");
        Assert.Equal(AuditError.AuditEventTypeUnknown, unknown.Error);
        Assert.Contains("'auth-failed'", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_generated_files_are_those_of_the_catalogue()
    {
        EventCatalogue catalogue = EventCatalogue.Parse(File.ReadAllBytes(Path.Combine(RepositoryFiles.Root, GeneratedFiles.Catalogue)), "AuditLog");
        Assert.Equal(EventCatalogue.BuiltIn.Types.Select(type => type.Name), catalogue.Types.Select(type => type.Name));
        Assert.Empty(GeneratedFiles.Stale(RepositoryFiles.Root, catalogue));
        foreach ((string path, string text) in GeneratedFiles.Of(catalogue))
            Assert.True(text == File.ReadAllText(Path.Combine(RepositoryFiles.Root, path)), $"{path} is not what the catalogue makes: run 'dotnet run --project build/EventCode', and look at what changed.");
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("[]", "expected an object")]
    [InlineData("""{"types":[]}""", "version")]
    [InlineData("""{"version":"1"}""", "list of types")]
    [InlineData("""{"version":"1","types":[{"meaning":"m"}]}""", "type 1: the member 'name'")]
    [InlineData("""{"version":"1","types":[{"name":"a"}]}""", "type 'a': the member 'meaning'")]
    [InlineData("""{"version":"1","types":[{"name":"a\n","meaning":"m"}]}""", "control character")]
    [InlineData("""{"version":"1","types":[{"name":"a","meaning":"m","colour":"red"}]}""", "no member 'colour'")]
    [InlineData("""{"version":"1","types":[{"name":"a","meaning":"m","Meaning":"m"}]}""", "twice")]
    [InlineData("""{"version":"1","types":[{"name":"a","meaning":"m","outcome":{"allowed":["Denied"]}}]}""", "lower-case")]
    [InlineData("""{"version":"1","types":[{"name":"a","meaning":"m","outcome":{"allowed":["denied"],"default":"granted"}}]}""", "not among")]
    [InlineData("""{"version":"1","types":[{"name":"a","meaning":"m","outcome":{}}]}""", "'allowed'")]
    [InlineData("""{"version":"1","types":[{"name":"a","meaning":"m","members":{"victim":"v"}}]}""", "no member 'victim'")]
    [InlineData("""{"version":"1","types":[{"name":"a","meaning":"m","data":[{"name":"n","type":"int","meaning":"m"}]}]}""", "expected one of string, integer")]
    [InlineData("""{"version":"1","types":[{"name":"a","meaning":"m","data":[{"name":"a_b","type":"string","meaning":"m"},{"name":"aB","type":"string","meaning":"m"}]}]}""", "name of its own")]
    [InlineData("""{"version":"1","types":[{"name":"a","meaning":"m","data":[{"name":"1","type":"string","meaning":"m"}]}]}""", "begins with a letter")]
    [InlineData("""{"version":"1","types":[{"name":"a","meaning":"m","data":[{"name":"n","type":"string","meaning":"m","required":"yes"}]}]}""", "true or false")]
    public void A_catalogue_of_another_form_is_refused(string json, string expected)
    {
        AuditException error = Assert.Throws<AuditException>(() => EventCatalogue.Parse(Encoding.UTF8.GetBytes(json), "own.json"));
        Assert.Equal(AuditError.AuditCatalogueInvalid, error.Error);
        Assert.StartsWith("own.json: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Types_are_added_under_names_of_their_own()
    {
        EventCatalogue own = EventCatalogue.Parse("""{"Version":"1","Types":{"Name":"badge-denied","Meaning":"m","Names":{"door":"x"}}}"""u8, "own.json");
        EventCatalogue both = EventCatalogue.BuiltIn.With(own.Types);
        Assert.Equal("own.json", both.Find("badge-denied")!.Catalogue);
        Assert.Equal(EventCatalogue.BuiltIn.Types.Count + 1, both.Types.Count);
        Assert.Null(EventCatalogue.BuiltIn.Find("badge-denied"));
        Assert.Equal(AuditError.AuditEventTypeExists, Assert.Throws<AuditException>(() => both.With(own.Types)).Error);
    }
}
