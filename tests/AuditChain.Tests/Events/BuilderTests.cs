using System.Reflection;
using System.Text;
using System.Text.Json;

namespace AuditChain.Tests.Events;

public sealed class BuilderTests
{
    public static TheoryData<string> Types => [.. EventCatalogue.BuiltIn.Types.Select(type => type.Name)];

    // Every builder is called with everything that it takes, and the entry fits the type.
    [Theory]
    [MemberData(nameof(Types))]
    public void A_builder_makes_an_event_that_fits_its_type(string name)
    {
        AuditEventType type = EventCatalogue.BuiltIn.Find(name)!;
        MethodInfo builder = typeof(AuditEvents).GetMethod(type.Identifier)!;
        AuditEvent made = (AuditEvent)builder.Invoke(null, [.. builder.GetParameters().Select(parameter => Argument(type, parameter))])!;
        if (made.Actor is null) made = made with { Actor = "alice" };
        EventCatalogue.BuiltIn.Check(name.StartsWith("auditlog.", StringComparison.Ordinal) ? PreparedEntry.Own(made) : PreparedEntry.From(made));

        Assert.Equal(name, made.Type);
        Assert.Equal(type.Action, made.Action);
        Assert.Equal(type.DefaultOutcome ?? (type.IsOutcomeRequired ? type.Outcomes[0] : null), made.Outcome);
        if (type.FindMember("target") is { } target) Assert.Equal(target.Type, made.Target!.Type);
        using JsonDocument data = JsonDocument.Parse(CanonicalJson.Serialize(made.Data));
        if (type.Data.Count > 0) Assert.Equal(type.Data.Select(field => field.Name).Order(StringComparer.Ordinal), data.RootElement.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public void Absent_members_are_not_written()
    {
        AuditEvent made = AuditEvents.CredentialDenied("github-token", new() { Provider = "github" }) with { Correlation = "run-7" };
        Assert.Equal("""{"provider":"github"}""", Encoding.UTF8.GetString(CanonicalJson.Serialize(made.Data)));
        Assert.Equal(("issue", "denied", "credential", "run-7"), (made.Action, made.Outcome, made.Target!.Type, made.Correlation));
    }

    [Fact]
    public void A_target_that_says_its_type_keeps_it()
    {
        AuditTarget token = new() { Id = "t", Type = "oauth", More = new Dictionary<string, object?> { ["region"] = "eu" } };
        Assert.Same(token, AuditEvents.CredentialIssued(token, new() { Provider = "github" }).Target);
        AuditTarget made = AuditEvents.CredentialIssued(new AuditTarget { Id = "t", More = token.More }, new() { Provider = "github" }).Target!;
        Assert.Equal(("credential", "eu"), (made.Type, made.More!["region"]));
    }

    [Fact]
    public void Lists_of_records_are_written_as_objects()
    {
        AuditEvent made = AuditEvents.TupleChange(new() { MutationType = "write", Tuples = [new TupleChange { User = "user:a", Relation = "viewer", Object = "doc:1" }] });
        Assert.Equal("""{"mutationType":"write","tuples":[{"object":"doc:1","relation":"viewer","user":"user:a"}]}""", Encoding.UTF8.GetString(CanonicalJson.Serialize(made.Data)));
    }

    private static object? Argument(AuditEventType type, ParameterInfo parameter) => parameter.Name switch
    {
        "target" => AuditTarget.FromString("thing"),
        "outcome" => type.Outcomes[0],
        "data" => MakeRecord(Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType, type.Data),
        _ => "text",
    };

    private static object MakeRecord(Type record, IReadOnlyList<AuditEventField> fields)
    {
        object made = Activator.CreateInstance(record)!;
        foreach (AuditEventField field in fields)
        {
            PropertyInfo property = record.GetProperty(field.Identifier)!;
            Assert.Equal(field.IsRequired, property.GetCustomAttribute<System.Runtime.CompilerServices.RequiredMemberAttribute>() is not null);
            property.SetValue(made, MakeValue(property.PropertyType, field));
        }
        return made;
    }

    private static object MakeValue(Type clrType, AuditEventField field) => field.Type switch
    {
        "string" => field.Values.Concat(field.Examples).FirstOrDefault() ?? "text",
        "integer" => (long)(field.Minimum ?? 0) + 1,
        "number" => 1.5,
        "boolean" => true,
        "time" => DateTimeOffset.UnixEpoch,
        "string[]" => field.Values.Count > 0 ? field.Values : ["one", "two"],
        "object" => new Dictionary<string, object?> { ["a"] = 1 },
        "any" => "anything",
        "object[]" => ListOf(clrType.GetGenericArguments()[0], field.Members),
        _ => throw new InvalidOperationException($"{field.Name}: {field.Type} is not in the built-in catalogue."),
    };

    private static Array ListOf(Type item, IReadOnlyList<AuditEventField> fields)
    {
        Array list = Array.CreateInstance(item, 1);
        list.SetValue(MakeRecord(item, fields), 0);
        return list;
    }
}
