using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Security;
using AuditChain.Recording.Secrets;
using AuditCmdlets.Values;
using AuditCmdlets.Wrapping;

namespace AuditCmdlets.Rules;

// A value of a parameter as it is recorded:
//
//   Boolean, number                as it is          switch                 Boolean
//   text, at most 1,000 chars      as it is          enum, date, URI …      as text
//   sequence, at most 100 items    each item         dictionary             each value
//   SecureString                   [SecureString]    PSCredential           [PSCredential]
//   any other object               what it looks like as text: of a process its name, not its memory
//   what cannot be read            [unreadable: the exception's type]
//
// Text is cleaned of secrets before it is cut: half a secret would not be known for one.

/// <summary>Values of parameters on their way into an entry.</summary>
internal static class ParameterValue
{
    public const string Redacted = SecretFilter.Mark;
    private const int MaxText = 1000, MaxItems = 100, MaxDepth = 4;

    /// <summary>The value as it is recorded.</summary>
    /// <param name="value">Any.</param>
    /// <param name="secrets">Takes secrets out of text.</param>
    public static object? Of(object? value, SecretFilter secrets) => new Reading(secrets).Of(value, MaxDepth);

    /// <summary>The value in a word, for a target.</summary>
    /// <param name="value">Any.</param>
    /// <param name="secrets">Takes secrets out of text.</param>
    public static string TextOf(object? value, SecretFilter secrets) => Of(value, secrets) switch
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
        SecureString secret => [new NetworkCredential("", secret).Password],
        PSCredential login => [login.GetNetworkCredential().Password],
        null or bool => [],
        _ => [SafeText(value)],
    };

    /// <summary>The texts in a value that stand under names which speak of a secret, and those that are secret whatever their name.</summary>
    /// <param name="value">Any.</param>
    /// <param name="secrets">Knows such names.</param>
    public static IEnumerable<string> SecretsIn(object? value, SecretFilter secrets) => Unwrap(value) switch
    {
        SecureString or PSCredential => TextsIn(value),
        IDictionary items => ObjectMembers.Of(items).Items.SelectMany(item => secrets.IsSecret(item.Key) ? TextsIn(item.Value) : SecretsIn(item.Value, secrets)),
        ICollection items => items.Cast<object?>().SelectMany(item => SecretsIn(item, secrets)),
        _ => [],
    };

    private static string SafeText(object? value)
    {
        try
        {
            return PSObject.AsPSObject(value).ToString();
        }
        catch (Exception e) when (e is not PipelineStoppedException)
        {
            return $"[unreadable: {e.GetType().Name}]";
        }
    }

    /// <summary>Reads values with one filter.</summary>
    private sealed class Reading(SecretFilter secrets)
    {
        public object? Of(object? value, int depth)
        {
            try
            {
                return Read(value, depth);
            }
            // One value of a call that cannot be read must not hide the others.
            catch (Exception e) when (e is not PipelineStoppedException)
            {
                return $"[unreadable: {e.GetType().Name}]";
            }
        }

        private object? Read(object? value, int depth) => Unwrap(value) switch
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
            string text => Text(text),
            byte[] bytes => $"[{bytes.Length} bytes]",
            IDictionary items when depth > 0 => Members(items, depth - 1),
            IEnumerable items when depth > 0 => Items(items, depth - 1),
            var other => Text(PSObject.AsPSObject(other).ToString()),
        };

        private string Text(string text) => RecordedText.Of(secrets.Clean(text), MaxText);

        private Dictionary<string, object?> Members(IDictionary items, int depth)
        {
            Dictionary<string, object?> members = new(StringComparer.Ordinal);
            foreach ((string name, object? value) in ObjectMembers.Of(items).Items.Take(MaxItems))
                members[RecordedText.Of(name, MaxText)] = secrets.IsSecret(name) && Unwrap(value) is string { Length: > 0 } ? Redacted : Of(value, depth);
            return members;
        }

        private List<object?> Items(IEnumerable items, int depth)
        {
            // A collection is read; something that is made by reading it, such as a stream of objects, is left to the command.
            if (items is not ICollection) return [Text(PSObject.AsPSObject(items).ToString())];
            List<object?> values = [.. items.Cast<object?>().Take(MaxItems).Select(item => Of(item, depth))];
            if (((ICollection)items).Count > MaxItems) values.Add("…");
            return values;
        }
    }

    private static object? Unwrap(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
}
