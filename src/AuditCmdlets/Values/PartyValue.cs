using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace AuditCmdlets.Values;

/// <summary>Reads who did it, and what it was done to, from whatever names them: text, a hashtable, an object with an Id.</summary>
internal static class PartyValue
{
    /// <summary>Reads an actor.</summary>
    /// <param name="value">Null or empty for none.</param>
    /// <exception cref="AuditException">AuditEntryInvalid: there is no id.</exception>
    public static AuditActor? ToActor(object? value)
    {
        value = Unwrap(value);
        if (value is AuditActor actor) return actor;
        if (MembersOf(value) is not { } members) return TextOf(value) is { Length: > 0 } id ? AuditActor.FromString(id) : null;
        return new AuditActor
        {
            Id = TakeId(members, "actor"),
            Type = Take(members, "type"),
            Name = Take(members, "name"),
            Session = Take(members, "session"),
            RunAs = Take(members, "runAs"),
            More = Rest(members),
        };
    }

    /// <summary>Reads a target.</summary>
    /// <param name="value">Null or empty for none.</param>
    /// <exception cref="AuditException">AuditEntryInvalid: there is no id.</exception>
    public static AuditTarget? ToTarget(object? value)
    {
        value = Unwrap(value);
        if (value is AuditTarget target) return target;
        if (MembersOf(value) is not { } members) return TextOf(value) is { Length: > 0 } id ? AuditTarget.FromString(id) : null;
        return new AuditTarget { Id = TakeId(members, "target"), Type = Take(members, "type"), More = Rest(members) };
    }

    /// <summary>Whether a value can name somebody or something; an array or a date cannot.</summary>
    /// <param name="value">The value of a property.</param>
    public static bool IsParty(object? value) => Unwrap(value) switch
    {
        null or string or AuditParty or Guid or Uri => true,
        PSObject or IDictionary => MembersOf(Unwrap(value))!.Exists(member => string.Equals(member.Key, "id", StringComparison.OrdinalIgnoreCase)),
        IEnumerable or DateTime or bool => false,
        IConvertible => true,
        _ => false,
    };

    private static object? Unwrap(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    private static string TextOf(object? value) => value switch
    {
        null => "",
        string text => text,
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => PSObject.AsPSObject(value).ToString(),
    };

    /// <summary>Names and values that are there; null for what has no members.</summary>
    private static List<KeyValuePair<string, object?>>? MembersOf(object? value)
    {
        List<KeyValuePair<string, object?>>? members = value switch
        {
            IDictionary dictionary => ObjectMembers.Of(dictionary).Items,
            PSObject custom => ObjectMembers.Of(custom, unreadable: null).Items,
            _ => null,
        };
        members?.RemoveAll(member => member.Value is null);
        return members;
    }

    private static string TakeId(List<KeyValuePair<string, object?>> members, string what) => Take(members, "id") is { Length: > 0 } id ? id
        : throw new AuditException(AuditError.AuditEntryInvalid, $"The {what} has no id. Expected a name, or a hashtable or an object with the member 'id' and perhaps others. For example: @{{ id = 'alice'; type = 'user' }}.");

    private static string? Take(List<KeyValuePair<string, object?>> members, string name)
    {
        int at = members.FindIndex(member => string.Equals(member.Key, name, StringComparison.OrdinalIgnoreCase));
        if (at < 0) return null;
        string text = TextOf(Unwrap(members[at].Value));
        members.RemoveAt(at);
        return text;
    }

    private static Dictionary<string, object?>? Rest(List<KeyValuePair<string, object?>> members)
    {
        if (members.Count == 0) return null;
        // Keys of a hashtable can have the same text; that is said by the writer of values when it is a name given twice.
        Dictionary<string, object?> rest = new(StringComparer.Ordinal);
        foreach (KeyValuePair<string, object?> member in members) rest[member.Key] = member.Value;
        return rest;
    }
}
