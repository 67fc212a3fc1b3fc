using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Security;
using AuditCmdlets.Wrapping;

namespace AuditCmdlets.Rules;

// A value of a parameter as it is recorded:
//
//   Boolean, number                as it is          switch                 Boolean
//   text, at most 1,000 chars      as it is          enum, date, URI …      as text
//   sequence, at most 100 items    each item         dictionary             each value
//   SecureString                   [SecureString]    PSCredential           [PSCredential]
//   any other object               what it looks like as text: of a process its name, not its memory

/// <summary>Values of parameters on their way into an entry.</summary>
internal static class ParameterValue
{
    public const string Redacted = "[redacted]";
    private const int MaxText = 1000, MaxItems = 100, MaxDepth = 4;

    /// <summary>The value as it is recorded.</summary>
    /// <param name="value">Any.</param>
    public static object? Of(object? value) => Of(value, MaxDepth);

    /// <summary>The value in a word, for a target.</summary>
    /// <param name="value">Any.</param>
    public static string TextOf(object? value) => Of(value) switch
    {
        null => "",
        List<object?> items => string.Join(", ", items),
        Dictionary<string, object?> items => string.Join(", ", items.Select(item => $"{item.Key}={item.Value}")),
        IFormattable number => number.ToString(format: null, CultureInfo.InvariantCulture),
        var other => other.ToString() ?? "",
    };

    /// <summary>All texts in a value, to be looked for elsewhere.</summary>
    /// <param name="value">Any.</param>
    public static IEnumerable<string> TextsIn(object? value) => Unwrap(value) switch
    {
        string text => [text],
        IDictionary items => items.Values.Cast<object?>().SelectMany(TextsIn),
        IEnumerable items => items.Cast<object?>().SelectMany(TextsIn),
        SecureString or PSCredential or null or bool => [],
        _ => [PSObject.AsPSObject(value).ToString()],
    };

    private static object? Of(object? value, int depth) => Unwrap(value) switch
    {
        null => null,
        SecureString => "[SecureString]",
        PSCredential => "[PSCredential]",
        SwitchParameter flag => flag.IsPresent,
        bool flag => flag,
        char or Enum => PSObject.AsPSObject(value).ToString(),
        double number when !double.IsFinite(number) => number.ToString(CultureInfo.InvariantCulture),
        float number when !float.IsFinite(number) => number.ToString(CultureInfo.InvariantCulture),
        byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal => Unwrap(value),
        string text => RecordedText.Of(text, MaxText),
        byte[] bytes => $"[{bytes.Length} bytes]",
        IDictionary items when depth > 0 => Members(items, depth - 1),
        IEnumerable items when depth > 0 => Items(items, depth - 1),
        var other => RecordedText.Of(PSObject.AsPSObject(other).ToString(), MaxText),
    };

    private static Dictionary<string, object?> Members(IDictionary items, int depth)
    {
        Dictionary<string, object?> members = new(StringComparer.Ordinal);
        foreach (DictionaryEntry item in items)
        {
            if (members.Count == MaxItems) break;
            members[RecordedText.Of(item.Key.ToString() ?? "", MaxText)] = Of(item.Value, depth);
        }
        return members;
    }

    private static List<object?> Items(IEnumerable items, int depth)
    {
        // A collection is read; something that is made by reading it, such as a stream of objects, is left to the command.
        if (items is not ICollection) return [PSObject.AsPSObject(items).ToString()];
        List<object?> values = [.. items.Cast<object?>().Take(MaxItems).Select(item => Of(item, depth))];
        if (((ICollection)items).Count > MaxItems) values.Add("…");
        return values;
    }

    private static object? Unwrap(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
}
