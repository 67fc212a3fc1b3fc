using System.Collections;
using System.Data;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using System.Text.Json;

namespace AuditCmdlets.Values;

/// <summary>Reads values of properties as members of an entry.</summary>
internal static class MemberValue
{
    /// <summary>Whether it is one thing, whatever properties it has: text, a number, a date, a sequence.</summary>
    /// <param name="value">Not null.</param>
    public static bool IsOne(object value) =>
        value is IConvertible or IFormattable or IEnumerable or JsonElement or JsonDocument or StringBuilder or CultureInfo or Type
            or ScriptBlock or SwitchParameter or PSCredential or Delegate or Stream or Task or DataRow or DataTable or ReadOnlyMemory<byte> or Memory<byte>
            or System.Security.SecureString or System.Net.EndPoint;

    /// <summary>A property as text; null when it is none and stays data.</summary>
    /// <param name="value">Null and empty text are the empty text.</param>
    public static string? ToText(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null => "",
        string text => text,
        Enum or Guid or Uri => LanguagePrimitives.ConvertTo<string>(value),
        DateTime or bool => null,
        IConvertible number => number.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>A property as a time; null when it is empty.</summary>
    /// <param name="value">A date, RFC 3339, or what casts to a date in PowerShell; without an offset it is local.</param>
    /// <exception cref="AuditException">AuditEntryInvalid.</exception>
    public static DateTimeOffset? ToTime(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null or "" => null,
        DateTime time => new DateTimeOffset(time),
        DateTimeOffset time => time,
        string text when AuditTime.TryParseRfc3339(text, out DateTimeOffset time) => time,
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTimeOffset time) => time,
        var other => throw new AuditException(AuditError.AuditEntryInvalid, $"Occurred is a time such as 2026-11-20T09:00:01+01:00; '{other}' is not."),
    };
}
