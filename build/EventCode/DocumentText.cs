using System.Text;

namespace EventCode;

/// <summary>docs/event-catalogue.md: the introduction, every type, and the names of the other systems.</summary>
internal static class DocumentText
{
    public static string Of(EventCatalogue catalogue)
    {
        StringBuilder text = new(Introduction().Replace("{version}", catalogue.Version, StringComparison.Ordinal).Replace("{count}", $"{catalogue.Types.Count}", StringComparison.Ordinal));
        AppendNames(text, catalogue);
        text.Append("\n## The types\n\nMembers of the data in **bold** are required. Every entry may also have a message and a time at which it happened.\n");
        foreach (IGrouping<string, AuditEventType> group in catalogue.Types.GroupBy(type => type.Group))
        {
            text.Append($"\n### Group {group.Key}\n");
            foreach (AuditEventType type in group) AppendType(text, type);
        }
        return text.ToString();
    }

    private static void AppendNames(StringBuilder text, EventCatalogue catalogue)
    {
        foreach (string system in catalogue.Types.SelectMany(type => type.ForeignNames).Select(name => name.Key).Distinct())
        {
            text.Append($"\n### {system}\n\n| There | Here | Meaning |\n| --- | --- | --- |\n");
            foreach (AuditEventType type in catalogue.Types)
            {
                foreach (KeyValuePair<string, string> name in type.ForeignNames.Where(name => name.Key == system))
                    text.Append($"| `{name.Value}` | [`{type.Name}`](#{Anchor(type.Name)}) | {Cell(type.Meaning)} |\n");
            }
        }
    }

    private static void AppendType(StringBuilder text, AuditEventType type)
    {
        text.Append($"\n#### {type.Name}\n\n{type.Meaning}\n\n| Member | Use | Meaning |\n| --- | --- | --- |\n");
        if (type.Action is not null) text.Append($"| action | default `{type.Action}` | |\n");
        text.Append($"| outcome | {Outcomes(type)} | |\n");
        foreach (AuditEventMember member in type.Members)
        {
            string kind = member.Type is null ? "" : $", type `{member.Type}`";
            text.Append($"| {Bold(member.Name, member.IsRequired)} | {(member.IsRequired ? "required" : "optional")}{kind} | {Cell(member.Meaning)} |\n");
        }
        AppendFields(text, "data.", type.Data);
        text.Append($"\nC#: `AuditEvents.{type.Identifier}`{(type.Data.Count > 0 ? $", `{type.Identifier}Data`" : "")}.\n");
    }

    private static void AppendFields(StringBuilder text, string path, IReadOnlyList<AuditEventField> fields)
    {
        foreach (AuditEventField field in fields)
        {
            text.Append($"| {Bold(path + field.Name, field.IsRequired)} | {field.Type}{Bounds(field)} | {Cell(field.Meaning)} |\n");
            AppendFields(text, $"{path}{field.Name}{(field.Type == "object[]" ? "[]" : "")}.", field.Members);
        }
    }

    private static string Outcomes(AuditEventType type)
    {
        if (type.Outcomes.Count == 0) return "none";
        string all = string.Join(", ", type.Outcomes.Select(outcome => outcome == AuditEventType.AnyOutcome ? "any" : $"`{outcome}`"));
        return type.DefaultOutcome is not null ? $"{all}; default `{type.DefaultOutcome}`" : type.IsOutcomeRequired ? $"{all}; must be said" : $"{all}; may be absent";
    }

    private static string Bounds(AuditEventField field)
    {
        List<string> parts = [];
        if (field.Values.Count > 0) parts.Add(string.Join(" or ", field.Values.Select(value => $"`{value}`")));
        if (field.Examples.Count > 0) parts.Add($"for example {string.Join(", ", field.Examples.Select(value => $"`{value}`"))}");
        if (field.MaxLength is { } length) parts.Add($"at most {length} characters");
        if (field.MaxItems is { } items) parts.Add($"at most {items} items");
        if (field.Minimum is { } low) parts.Add(field.Maximum is { } high ? $"{low} to {high}" : $"{low} or more");
        else if (field.Maximum is { } high) parts.Add($"{high} or less");
        return parts.Count == 0 ? "" : $": {string.Join("; ", parts)}";
    }

    private static string Bold(string name, bool isRequired) => isRequired ? $"**{name}**" : name;

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Anchor(string name) => name.ToLowerInvariant();

    private static string Introduction()
    {
        using Stream stream = typeof(DocumentText).Assembly.GetManifestResourceStream("introduction.md")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
