using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace AuditChain.Tests;

/// <summary>A generated event, and what its entry must say.</summary>
internal sealed record HonestEvent(AuditEvent Said, object? Data)
{
    private static readonly string[] s_reserved = ["id", "type", "name", "session", "runAs", ValueWriter.SealedMember];

    private static Gen<string?> OptionalText => Gen.Frequency((1, Gen.Constant<string?>(null)), (2, HonestValues.Text.Select(text => (string?)text)));

    private static Gen<string?> OptionalName => Gen.Frequency((1, Gen.Constant<string?>(null)), (2, HonestValues.Name.Select(text => (string?)text)));

    private static Gen<Dictionary<string, object?>?> More => Gen.Frequency(
        (4, Gen.Constant<Dictionary<string, object?>?>(null)),
        (1, Gen.Zip(HonestValues.Text.Where(name => !s_reserved.Contains(name)), HonestValues.Any).ArrayOf(3).Select(m => (Dictionary<string, object?>?)m.DistinctBy(p => p.Item1).ToDictionary(p => p.Item1, p => HonestValues.ToData(p.Item2)))));

    public static Gen<HonestEvent> Any { get; } =
        from type in HonestValues.Name
        from texts in OptionalText.ArrayOf(4)
        from actor in OptionalName
        from target in OptionalName
        from names in OptionalText.ArrayOf(4)
        from more in More
        from outcome in Gen.Elements<string?>(null, "success", "failure", "granted", "denied", "warned", "error", "rolled-back", "a.b_c-1")
        from occurred in Gen.Frequency((2, Gen.Constant<DateTimeOffset?>(null)), (1, Gen.Choose(0, int.MaxValue).Select(n => (DateTimeOffset?)DateTimeOffset.UnixEpoch.AddSeconds(n).AddTicks(n % 10_000_000).ToOffset(TimeSpan.FromHours((n % 27) - 13)))))
        from data in HonestValues.Any
        select new HonestEvent(
            new AuditEvent
            {
                Type = type.Length > AuditLimits.TypeLength ? "type" : type,
                Message = texts[0],
                Action = texts[1],
                Source = texts[2],
                Correlation = texts[3],
                Outcome = outcome,
                Occurred = occurred,
                Actor = actor is null ? null : new AuditActor { Id = actor, Type = names[0], Name = names[1], Session = names[2], RunAs = names[3], More = more },
                Target = target is null ? null : new AuditTarget { Id = target, Type = names[1], More = more },
                Data = HonestValues.ToData(data),
            },
            data);

    /// <summary>True when an entry that was read says everything that was said, and nothing else.</summary>
    public bool IsTold(AuditEntry entry) =>
        entry.Type == Said.Type && entry.Message == Said.Message && entry.Action == Said.Action && entry.Source == Said.Source && entry.Correlation == Said.Correlation
        && entry.Outcome == Said.Outcome && entry.Occurred == Said.Occurred
        && Same(entry.Actor, Said.Actor) && entry.Actor?.Name == Said.Actor?.Name && entry.Actor?.Session == Said.Actor?.Session && entry.Actor?.RunAs == Said.Actor?.RunAs
        && Same(entry.Target, Said.Target)
        && (Data is null ? entry.Data is null : entry.Data is { } read && HonestValues.Agrees(Data, read));

    private static bool Same(AuditParty? read, AuditParty? said) =>
        read?.Id == said?.Id && read?.Type == said?.Type && (read?.More?.Count ?? 0) == (said?.More?.Count ?? 0)
        && (said?.More ?? new Dictionary<string, object?>()).All(m => read!.More![m.Key] is var value && Json(m.Value) == (value is JsonElement element ? element.GetRawText() : Json(value)));

    private static string Json(object? value) => Encoding.UTF8.GetString(CanonicalJson.Serialize(value));
}
