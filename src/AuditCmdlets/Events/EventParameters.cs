using System.Collections;
using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.Management.Automation;

namespace AuditCmdlets.Events;

/// <summary>The parameters of New-AuditEvent for the data of a type, and the data that they make.</summary>
internal static class EventParameters
{
    /// <summary>Takes whatever was typed for a type that is not known, so that this is what is reported.</summary>
    public const string Rest = "DataOfUnknownType";

    /// <summary>One parameter for each member of the data.</summary>
    /// <param name="type">Null when there is no such type.</param>
    public static RuntimeDefinedParameterDictionary Of(AuditEventType? type)
    {
        RuntimeDefinedParameterDictionary result = [];
        if (type is null)
        {
            result.Add(Rest, new RuntimeDefinedParameter(Rest, typeof(object[]), [new ParameterAttribute { ValueFromRemainingArguments = true, DontShow = true }]));
            return result;
        }
        foreach (AuditEventField field in type.Data) result.Add(field.ParameterName, new RuntimeDefinedParameter(field.ParameterName, TypeOf(field), Attributes(field)));
        return result;
    }

    /// <summary>The data of an event, in the order of the catalogue; null when there is none.</summary>
    /// <param name="type">The type.</param>
    /// <param name="bound">What was typed, or came down the pipeline, by parameter.</param>
    public static OrderedDictionary? Read(AuditEventType type, IDictionary<string, object> bound)
    {
        OrderedDictionary data = new(StringComparer.Ordinal);
        foreach (AuditEventField field in type.Data)
        {
            if (bound.TryGetValue(field.ParameterName, out object? value)) value = Unwrap(value);
            if (value is SwitchParameter flag) value = flag.IsPresent;
            // A switch that was not typed is false where the member must be there.
            if (value is null && field is { IsRequired: true, Type: "boolean" }) value = false;
            // An empty column is an absent member.
            if (value is null || (value is "" && !field.IsRequired)) continue;
            data.Add(field.Name, value is string text ? Spell(field, text) : value);
        }
        return data.Count > 0 ? data : null;
    }

    private static Type TypeOf(AuditEventField field) => field.Type switch
    {
        "string" => typeof(string),
        "integer" => field.IsRequired ? typeof(long) : typeof(long?),
        "number" => field.IsRequired ? typeof(double) : typeof(double?),
        "boolean" => typeof(SwitchParameter),
        "time" => field.IsRequired ? typeof(DateTimeOffset) : typeof(DateTimeOffset?),
        "string[]" => typeof(string[]),
        "object[]" => typeof(object[]),
        "object" => typeof(IDictionary),
        _ => typeof(object),
    };

    private static Collection<Attribute> Attributes(AuditEventField field)
    {
        Collection<Attribute> result =
        [
            new ParameterAttribute
            {
                Mandatory = field.IsRequired && field.Type != "boolean",
                ValueFromPipelineByPropertyName = true,
                HelpMessage = field.Meaning,
            },
        ];
        if (!string.Equals(field.Name, field.ParameterName, StringComparison.OrdinalIgnoreCase) && !field.ParameterName.StartsWith("Data", StringComparison.Ordinal))
            result.Add(new AliasAttribute(field.Name));
        if (field.Type == "string") result.Add(new AllowEmptyStringAttribute());
        if (field.Type.EndsWith("[]", StringComparison.Ordinal)) result.Add(new AllowEmptyCollectionAttribute());
        if (field.Values.Count > 0 || field.Examples.Count > 0) result.Add(new ArgumentCompleterAttribute(typeof(EventValueCompleter)));
        return result;
    }

    // As the catalogue spells it, whatever case was typed.
    private static string Spell(AuditEventField field, string text) => field.Values.FirstOrDefault(value => string.Equals(value, text, StringComparison.OrdinalIgnoreCase)) ?? text;

    private static object? Unwrap(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
}
