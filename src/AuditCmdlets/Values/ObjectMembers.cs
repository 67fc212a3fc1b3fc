using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace AuditCmdlets.Values;

/// <summary>The named values of an object, read once: properties of an object, or items of a dictionary.</summary>
/// <param name="Items">Names and values, in the object's order.</param>
/// <param name="IsRich">Whether it is an object of .NET, whose properties lead on to half the system, and not plain data.</param>
internal sealed record ObjectMembers(List<KeyValuePair<string, object?>> Items, bool IsRich)
{
    /// <summary>Reads a dictionary.</summary>
    /// <param name="source">Its keys become text.</param>
    public static ObjectMembers Of(IDictionary source)
    {
        List<KeyValuePair<string, object?>> items = new(source.Count);
        // Not by DictionaryEntry: a dictionary may hand out pairs of another kind, as the environment of ProcessStartInfo does.
        IDictionaryEnumerator each = source.GetEnumerator();
        while (each.MoveNext()) items.Add(new(NameOf(each.Key), each.Value));
        return new ObjectMembers(items, IsRich: false);
    }

    /// <summary>Reads the properties that PowerShell shows of an object, its own and the added ones.</summary>
    /// <param name="source">Any object.</param>
    /// <param name="unreadable">Told of each property whose getter throws; its value is taken as null.</param>
    public static ObjectMembers Of(PSObject source, Action<string, Exception>? unreadable)
    {
        List<KeyValuePair<string, object?>> items = [];
        foreach (PSPropertyInfo property in source.Properties)
        {
            if (property.IsGettable) items.Add(new(property.Name, ValueOf(property, unreadable)));
        }
        return new ObjectMembers(items, source.BaseObject is not PSCustomObject);
    }

    /// <summary>Without the members of these names.</summary>
    /// <param name="excluded">Names and patterns.</param>
    public ObjectMembers Without(IReadOnlyList<WildcardPattern> excluded)
    {
        if (excluded.Count > 0) Items.RemoveAll(item => excluded.Any(pattern => pattern.IsMatch(item.Key)));
        return this;
    }

    /// <summary>A key of a dictionary as a name.</summary>
    /// <param name="key">Not null.</param>
    private static string NameOf(object key) =>
        key as string ?? (key is PSObject wrapped ? NameOf(wrapped.BaseObject) : Convert.ToString(key, CultureInfo.InvariantCulture) ?? "");

    private static object? ValueOf(PSPropertyInfo property, Action<string, Exception>? unreadable)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException e) when (e.InnerException is not PipelineStoppedException)
        {
            unreadable?.Invoke(property.Name, e.InnerException ?? e);
            return null;
        }
    }
}
