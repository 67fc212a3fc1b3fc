using System.IO.Enumeration;
using System.Text.Json;

namespace AuditChain.Recording.Secrets;

// Where a filter looks: message, action, source, actor, target and data of an entry, at any depth. What it replaced is told
// by paths in the entry itself:
//
//   {"data":{"Body":{"user":"bob","password":"[redacted]"},"redacted":["data.Body.password","message"]},"message":"… -Token [redacted]"}
//
// Data that is no object becomes the member `value` beside `redacted`. Booleans and null are never secrets. Of an object
// whose own name speaks of a secret, members that only tell about it (name, type, expires …) stay.

/// <summary>Takes secrets out of entries before they are stored: by the names of members, by what surrounds them in text, and by their shape.</summary>
/// <param name="allowed">
/// Names of members whose values stay whatever they look like, with the wildcards <c>*</c> and <c>?</c>; also paths such as <c>data.token</c>.
/// <c>*</c> switches the filter off. Null for none.
/// </param>
public sealed class SecretFilter(IReadOnlyList<string>? allowed = null)
{
    /// <summary>What stands in place of a secret.</summary>
    public const string Mark = SecretText.Mark;

    /// <summary>The member of the data that lists the paths of what was replaced.</summary>
    public const string Member = "redacted";

    /// <summary>The member that is used where the data has one of that name already.</summary>
    public const string OtherMember = "auditRedacted";

    private readonly string[] _allowed = [.. allowed ?? []];

    /// <summary>A filter that allows nothing.</summary>
    public static SecretFilter Default { get; } = new();

    /// <summary>Whether a value under this name would be replaced.</summary>
    /// <param name="name">Of a member or a parameter.</param>
    public bool IsSecret(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return SecretNames.Speak(name) && !IsAllowed(name, name);
    }

    /// <summary>The text without secrets; the same instance where there is none.</summary>
    /// <param name="text">Any, before it is cut.</param>
    public string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Array.IndexOf(_allowed, "*") >= 0 ? text : SecretText.Clean(text);
    }

    /// <summary>The entry without secrets.</summary>
    /// <param name="entry">Prepared; sealed values in it stay sealed.</param>
    /// <returns>The same instance where nothing had to be replaced and nothing says that it was.</returns>
    /// <exception cref="AuditException">AuditEntryTooLarge: there is no room for the paths.</exception>
    public PreparedEntry Apply(PreparedEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return Array.IndexOf(_allowed, "*") >= 0 || !SecretScan.MayHold(entry.WithoutPlace.Span) ? entry : Walked(entry);
    }

    /// <summary>The entry after every member was looked at.</summary>
    internal PreparedEntry Walked(PreparedEntry entry)
    {
        using JsonDocument line = JsonDocument.Parse(entry.WithoutPlace, JsonReading.Options);
        SecretWalk walk = new(this);
        Dictionary<string, object?> members = new(StringComparer.Ordinal);
        foreach (JsonProperty member in line.RootElement.EnumerateObject())
        {
            if (member.Name is "action" or "actor" or "data" or "message" or "source" or "target") members[member.Name] = walk.Member(member.Name, member.Value);
        }
        return walk.Replaced.Count == 0 ? entry : PreparedEntry.From(entry.Event with
        {
            Action = members.GetValueOrDefault("action") as string,
            Actor = PartyReader.ToActor(members.GetValueOrDefault("actor")),
            Message = members.GetValueOrDefault("message") as string,
            Source = members.GetValueOrDefault("source") as string,
            Target = PartyReader.ToTarget(members.GetValueOrDefault("target")),
            Data = Told(members.GetValueOrDefault("data"), walk.Replaced),
        });
    }

    internal bool IsAllowed(string name, string path) => Array.Exists(
        _allowed, pattern => FileSystemName.MatchesSimpleExpression(pattern, name) || FileSystemName.MatchesSimpleExpression(pattern, path));

    private static List<KeyValuePair<string, object?>> Told(object? data, List<string> replaced)
    {
        List<KeyValuePair<string, object?>> members = data switch
        {
            null => [],
            List<KeyValuePair<string, object?>> items => items,
            var value => [new("value", value)],
        };
        members.Add(new(members.Exists(member => member.Key == Member) ? OtherMember : Member, replaced));
        return members;
    }
}
