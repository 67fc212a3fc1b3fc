using System.Collections;
using System.Management.Automation;
using AuditCmdlets.Values;

namespace AuditCmdlets.Wrapping;

/// <summary>The data of an entry: what the caller gave, and one more member.</summary>
internal static class CallData
{
    /// <summary>Adds a member to the data.</summary>
    /// <param name="given">A dictionary or an object, whose members stay what they are; anything else becomes the member <c>value</c>; null for none.</param>
    /// <param name="name">The member.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="AuditException">AuditEntryInvalid: the data has such a member already.</exception>
    public static Dictionary<string, object?> With(object? given, string name, object value)
    {
        Dictionary<string, object?> data = new(StringComparer.Ordinal);
        foreach ((string key, object? item) in MembersOf(given)) data[key] = item;
        if (!data.TryAdd(name, value))
            throw new AuditException(AuditError.AuditEntryInvalid, $"The data has a member named {name}, which tells of the call itself. Give it another name.");
        return data;
    }

    private static IEnumerable<KeyValuePair<string, object?>> MembersOf(object? given) => (given is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : given) switch
    {
        null => [],
        IDictionary items => ObjectMembers.Of(items).Items,
        PSObject custom => ObjectMembers.Of(custom, unreadable: null).Items,
        var value => [new("value", value)],
    };
}
