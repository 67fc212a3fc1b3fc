using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace AuditChain.Mirrors.Settings;

// What a mirror is, as its log's store and the entry that creates it hold it:
//
//   {"format":"rfc5424","kind":"syslog","options":{"address":"tls://logs.example.com:6514","ca":"/etc/ssl/logs-ca.pem"},
//    "filter":{"type":["secret*"]},"receiptEntries":10000,"receiptMinutes":60,…}
//
// A parser refuses any other member.

/// <summary>What is done with an entry that the other side refuses for good.</summary>
public enum RejectedPolicy
{
    /// <summary>It is recorded in the log, and the mirror goes on.</summary>
    Continue,

    /// <summary>The mirror stops in front of it.</summary>
    Stop,
}

/// <summary>What a mirror is: kind, format, filter, limits. Immutable.</summary>
public sealed partial record MirrorSettings
{
    /// <summary>Where to: <c>jsonl</c>, <c>syslog</c>, <c>webhook</c> …</summary>
    public required string Kind { get; init; }

    /// <summary>How a record is written; null for what the kind writes by default.</summary>
    public string? Format { get; init; }

    /// <summary>What the kind wants to know: an address, certificates, names. Secrets by reference (<c>env:</c>, <c>file:</c>).</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>By member of an entry (type, actor, action, target, outcome, source, correlation), names and wildcards of which one must match. Empty for every entry.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Filter { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The most records of a batch, 1 to 10,000.</summary>
    public int BatchEntries { get; init; } = 1000;

    /// <summary>The most bytes of lines in a batch, unless it is one record; 1 KiB to 64 MiB.</summary>
    public int BatchBytes { get; init; } = 1024 * 1024;

    /// <summary>A receipt falls due after so many delivered entries; 0 for never.</summary>
    public int ReceiptEntries { get; init; } = 10_000;

    /// <summary>A receipt falls due after so many minutes, if anything was delivered; 0 for never.</summary>
    public int ReceiptMinutes { get; init; } = 60;

    /// <summary>What is done with an entry that the other side refuses for good.</summary>
    public RejectedPolicy OnRejected { get; init; }

    /// <summary>Reads settings; anything that is not of the form is refused.</summary>
    /// <param name="json">JSON.</param>
    /// <exception cref="AuditException">AuditMirrorInvalid.</exception>
    public static MirrorSettings Parse(string json)
    {
        try
        {
            MirrorSettings settings = JsonSerializer.Deserialize(json, MirrorJson.Default.MirrorSettings) ?? throw new JsonException("it is null");
            settings.Check();
            return settings;
        }
        catch (JsonException e)
        {
            throw new AuditException(AuditError.AuditMirrorInvalid, $"The settings of a mirror cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The settings as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, MirrorJson.Default.MirrorSettings);

    /// <summary>Which entries are mirrored, as the log's queries say it.</summary>
    /// <exception cref="AuditException">AuditMirrorInvalid: a member that cannot be filtered, a pattern that is none.</exception>
    public EntryQuery ToQuery() => new() { Names = [.. Filter.Select(pair => NameFilter.Like(Member(pair.Key), pair.Value))] };

    /// <summary>Refuses a name that cannot be one of a mirror.</summary>
    /// <param name="name">For example <c>siem</c>.</param>
    /// <exception cref="AuditException">AuditMirrorInvalid.</exception>
    public static void CheckName(string name)
    {
        if (!Name().IsMatch(name))
            throw Invalid($"A mirror's name has 1 to 63 letters, digits, '.', '_' and '-' and begins with a letter or digit; {NoteText.Quote(name)} is none.");
    }

    /// <summary>Refuses values out of their bounds. Kinds check their own options.</summary>
    /// <exception cref="AuditException">AuditMirrorInvalid.</exception>
    public void Check()
    {
        Bound(nameof(BatchEntries), BatchEntries, 1, 10_000);
        Bound(nameof(BatchBytes), BatchBytes, 1024, 64 * 1024 * 1024);
        Bound(nameof(ReceiptEntries), ReceiptEntries, 0, 10_000_000);
        Bound(nameof(ReceiptMinutes), ReceiptMinutes, 0, 7 * 24 * 60);
        if (Filter.Any(pair => pair.Value.Count == 0)) throw Invalid("A filter without a name or pattern would let nothing pass. Leave the member out instead.");
        try
        {
            _ = ToQuery();
        }
        catch (AuditException e) when (e.Error == AuditError.AuditPatternInvalid)
        {
            throw new AuditException(AuditError.AuditMirrorInvalid, e.Message, e);
        }
    }

    internal static AuditException Invalid(string message) => new(AuditError.AuditMirrorInvalid, message);

    private static void Bound(string name, int value, int least, int most)
    {
        if (value < least || value > most) throw Invalid($"{JsonNamingPolicy.CamelCase.ConvertName(name)} is a number from {least} to {most}; {value} is not.");
    }

    private static EntryMember Member(string name) => name switch
    {
        "type" => EntryMember.Type,
        "actor" => EntryMember.Actor,
        "action" => EntryMember.Action,
        "target" => EntryMember.Target,
        "outcome" => EntryMember.Outcome,
        "source" => EntryMember.Source,
        "correlation" => EntryMember.Correlation,
        _ => throw Invalid($"A filter is on type, actor, action, target, outcome, source or correlation; {NoteText.Quote(name)} is none of them."),
    };

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}

/// <summary>How settings and progress are read and written: names in camel case, nothing unknown, null left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(MirrorSettings))]
[JsonSerializable(typeof(MirrorProgress))]
internal sealed partial class MirrorJson : JsonSerializerContext;
