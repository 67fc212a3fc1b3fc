using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AuditChain.Json;

/// <summary>
/// Writes values of .NET as canonical JSON. A host with values of its own kind (PowerShell's PSObject) overrides
/// <see cref="Write"/>, unwraps what only it knows and passes the rest on.
/// </summary>
public class ValueWriter
{
    /// <summary>The member name that marks a sealed value; a producer's own member of that name is refused.</summary>
    public const string SealedMember = "$sealed";

    /// <summary>Writes one value.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="value">null, Boolean, text, numbers, dates, enums (by name), byte[] (base64), dictionaries, sequences, JsonElement, JsonNode, sealed values; other types as System.Text.Json sees them.</param>
    /// <param name="depth">The level this value would open: 1 for a whole line, 2 for a member of it.</param>
    /// <exception cref="AuditException">AuditValueRefused, AuditEntryTooDeep, AuditEntryTooLarge.</exception>
    public virtual void Write(LineBuffer buffer, object? value, int depth)
    {
        switch (value)
        {
            case null: buffer.Write("null"u8); break;
            case string text: CanonicalJson.WriteString(buffer, text); break;
            case bool flag: buffer.Write(flag ? "true"u8 : "false"u8); break;
            case int number: CanonicalJson.WriteNumber(buffer, number); break;
            case long number: CanonicalJson.WriteNumber(buffer, number); break;
            case double number: CanonicalJson.WriteNumber(buffer, number); break;
            case Enum name: CanonicalJson.WriteString(buffer, name.ToString()); break;
            case byte or sbyte or short or ushort or uint: CanonicalJson.WriteNumber(buffer, Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
            case ulong number: CanonicalJson.WriteNumber(buffer, (BigInteger)number); break;
            case BigInteger number: CanonicalJson.WriteNumber(buffer, number); break;
            case Int128 number: CanonicalJson.WriteNumber(buffer, (BigInteger)number); break;
            case UInt128 number: CanonicalJson.WriteNumber(buffer, (BigInteger)number); break;
            case nint or nuint: throw Refused(value, "a pointer");
            case decimal number: CanonicalJson.WriteNumber(buffer, number); break;
            case float number: CanonicalJson.WriteNumber(buffer, (double)number); break;
            case Half number: CanonicalJson.WriteNumber(buffer, (double)number); break;
            case char c: CanonicalJson.WriteString(buffer, [c]); break;
            case DateTime time: CanonicalJson.WriteString(buffer, FormatTime(time)); break;
            case DateTimeOffset time: CanonicalJson.WriteString(buffer, AuditTime.Format(time)); break;
            case DateOnly or TimeOnly: CanonicalJson.WriteString(buffer, ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture)); break;
            case TimeSpan or Guid: CanonicalJson.WriteString(buffer, value.ToString()); break;
            case Uri uri: CanonicalJson.WriteString(buffer, uri.OriginalString); break;
            case Version or System.Net.IPAddress or System.Net.IPEndPoint or System.Net.IPNetwork or StringBuilder or CultureInfo: CanonicalJson.WriteString(buffer, value.ToString()); break;
            case Type type: CanonicalJson.WriteString(buffer, type.FullName); break;
            case byte[] bytes: WriteBase64(buffer, bytes); break;
            case ReadOnlyMemory<byte> bytes: WriteBase64(buffer, bytes.Span); break;
            case Memory<byte> bytes: WriteBase64(buffer, bytes.Span); break;
            case SecureString: throw Refused(value, "a SecureString, which is a secret. Leave it out, or seal its text on purpose");
            case IWritesJson known: known.Write(this, buffer, depth); break;
            case JsonElement element: WriteElement(buffer, element, depth); break;
            case JsonDocument document: WriteElement(buffer, document.RootElement, depth); break;
            case JsonObject node: WriteObject(buffer, [.. node.Select(member => new KeyValuePair<string, object?>(member.Key, member.Value))], depth); break;
            case JsonArray node: WriteArray(buffer, node, depth); break;
            case JsonValue node: WriteLeaf(buffer, node, depth); break;
            case IDictionary members: WriteObject(buffer, Members(members), depth); break;
            case IEnumerable<KeyValuePair<string, object?>> members: WriteObject(buffer, [.. members], depth); break;
            case Delegate or Stream or Task or System.Reflection.MemberInfo: throw Refused(value, $"a {value.GetType().Name}, which is not data");
            case IEnumerable items: WriteArray(buffer, items, depth); break;
            default: WriteOther(buffer, value, depth); break;
        }
    }

    /// <summary>Writes an object whose members are given in any order.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="members">Names and values; sorted in place by UTF-16 code unit. A name given twice is refused.</param>
    /// <param name="depth">The level this object opens.</param>
    protected internal void WriteObject(LineBuffer buffer, List<KeyValuePair<string, object?>> members, int depth)
    {
        Enter(depth);
        CollectionsMarshal.AsSpan(members).Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        buffer.Write((byte)'{');
        for (int i = 0; i < members.Count; i++)
        {
            if (i > 0) buffer.Write((byte)',');
            string name = members[i].Key;
            if (i > 0 && name == members[i - 1].Key)
                throw new AuditException(AuditError.AuditValueRefused, $"The member '{name}' is there twice. Every member of an object needs a name of its own.");
            WriteName(buffer, name);
            Write(buffer, members[i].Value, depth + 1);
        }
        buffer.Write((byte)'}');
    }

    /// <summary>Writes a sequence as an array.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="items">Any sequence; enumerated once.</param>
    /// <param name="depth">The level this array opens.</param>
    protected void WriteArray(LineBuffer buffer, IEnumerable items, int depth)
    {
        Enter(depth);
        buffer.Write((byte)'[');
        bool first = true;
        foreach (object? item in items)
        {
            if (!first) buffer.Write((byte)',');
            first = false;
            Write(buffer, item, depth + 1);
        }
        buffer.Write((byte)']');
    }

    /// <summary>Writes an object of a type that is none of those known: by its public properties, as System.Text.Json sees them.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="value">Not null.</param>
    /// <param name="depth">The level this object opens.</param>
    protected virtual void WriteOther(LineBuffer buffer, object value, int depth)
    {
        JsonElement element;
        try
        {
            element = JsonSerializer.SerializeToElement(value, value.GetType(), NumberConverter.Options);
        }
        catch (JsonException e) when (e.Message.Contains("cycle", StringComparison.Ordinal))
        {
            throw TooDeep(e);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or JsonException or ArgumentException)
        {
            throw new AuditException(AuditError.AuditValueRefused, $"A value of type {value.GetType().FullName} cannot be written as JSON: {e.Message} Select the properties that matter.", e);
        }
        WriteElement(buffer, element, depth);
    }

    /// <summary>Refuses a level below the deepest one.</summary>
    /// <param name="depth">The level about to be opened.</param>
    /// <exception cref="AuditException">AuditEntryTooDeep.</exception>
    protected static void Enter(int depth)
    {
        if (depth > AuditLimits.Depth) throw TooDeep(null);
    }

    /// <summary>Writes a member's name and the colon.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="name">Any name but <see cref="SealedMember"/>.</param>
    protected static void WriteName(LineBuffer buffer, string name)
    {
        if (name == SealedMember)
            throw new AuditException(AuditError.AuditValueRefused, $"A member named '{SealedMember}' is refused: the format uses it for sealed values. Give it another name.");
        CanonicalJson.WriteString(buffer, name);
        buffer.Write((byte)':');
    }

    private static AuditException TooDeep(Exception? cause) => new(
        AuditError.AuditEntryTooDeep,
        $"The data nests deeper than {AuditLimits.Depth} levels, or contains itself. Nothing of it was stored. Record only what matters of it, or its text.",
        cause);

    private static AuditException Refused(object value, string what) =>
        new(AuditError.AuditValueRefused, $"A value of type {value.GetType().FullName} cannot be recorded: it is {what}.");

    private void WriteElement(LineBuffer buffer, JsonElement element, int depth)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                List<KeyValuePair<string, object?>> members = [];
                foreach (JsonProperty member in element.EnumerateObject()) members.Add(new(TextOf(() => member.Name), member.Value));
                WriteObject(buffer, members, depth);
                break;
            case JsonValueKind.Array: WriteArray(buffer, element.EnumerateArray(), depth); break;
            case JsonValueKind.String: CanonicalJson.WriteString(buffer, TextOf(element.GetString)); break;
            case JsonValueKind.Number: CanonicalJson.WriteNumberToken(buffer, JsonMarshal.GetRawUtf8Value(element)); break;
            case JsonValueKind.True: buffer.Write("true"u8); break;
            case JsonValueKind.False: buffer.Write("false"u8); break;
            default: buffer.Write("null"u8); break;
        }
    }

    // A node may hold a number of .NET that its JSON text would not tell from a double.
    private void WriteLeaf(LineBuffer buffer, JsonValue node, int depth)
    {
        object value = node.GetValue<object>();
        if (value is float or Half or decimal) Write(buffer, value, depth);
        else WriteElement(buffer, JsonSerializer.SerializeToElement(node), depth);
    }

    private static string TextOf(Func<string?> read)
    {
        try
        {
            return read()!;
        }
        catch (InvalidOperationException e)
        {
            throw new AuditException(AuditError.AuditValueRefused, "Text holds a lone surrogate, which is not a character. Remove it, or record the bytes as base64.", e);
        }
    }

    private static List<KeyValuePair<string, object?>> Members(IDictionary source)
    {
        List<KeyValuePair<string, object?>> members = new(source.Count);
        // Not by DictionaryEntry: a dictionary may hand out pairs of another kind.
        IDictionaryEnumerator items = source.GetEnumerator();
        while (items.MoveNext()) members.Add(new(items.Key as string ?? Convert.ToString(items.Key, CultureInfo.InvariantCulture) ?? "", items.Value));
        return members;
    }

    private static void WriteBase64(LineBuffer buffer, ReadOnlySpan<byte> bytes)
    {
        buffer.Expect(bytes.Length);
        CanonicalJson.WriteString(buffer, Convert.ToBase64String(bytes));
    }

    private static string FormatTime(DateTime time) => time.Kind == DateTimeKind.Unspecified
        ? time.ToString("O", CultureInfo.InvariantCulture)
        : AuditTime.Format(new DateTimeOffset(time));
}
