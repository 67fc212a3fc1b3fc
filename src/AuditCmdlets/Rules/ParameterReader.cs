using System.Collections;
using System.Management.Automation;
using AuditChain.Recording.Secrets;
using AuditCmdlets.Values;
using AuditCmdlets.Wrapping;

namespace AuditCmdlets.Rules;

/// <summary>Reads the parameters of a call as they may be recorded.</summary>
/// <param name="rule">Says which name the target, and which are not recorded.</param>
/// <param name="metadata">Of the command: names, aliases, positions.</param>
internal sealed class ParameterReader(RuleDefinition rule, CommandMetadata metadata)
{
    private const int MaxTarget = 500;

    // How files that are piped say where they are.
    private const string FileSystem = "Microsoft.PowerShell.Core\\FileSystem::";

    // What usually names the target, where a rule does not say it.
    private static readonly string[] s_target = ["Identity", "Name", "LiteralPath", "Path", "Id", "Uri", "ComputerName"];

    private readonly WildcardPattern[] _redacted = [.. rule.RedactParameter.Select(Pattern)];
    private readonly SecretFilter _secrets = rule.Secrets;
    private readonly WildcardPattern[] _target = [.. (rule.TargetParameter.Count > 0 ? rule.TargetParameter : s_target).Select(Pattern)];

    /// <summary>The parameters by name; what is not recorded says so.</summary>
    /// <param name="arguments">A dictionary of parameters, or the $args of a simple function.</param>
    public Dictionary<string, object?> Read(object arguments)
    {
        Dictionary<string, object?> values = new(StringComparer.Ordinal);
        foreach ((string name, object? value) in Named(arguments).Where(item => item.Key != "ErrorVariable")) values[name] = IsRedacted(name) ? ParameterValue.Redacted : ParameterValue.Of(value, _secrets);
        return values;
    }

    /// <summary>What the command is called for; null when no such parameter is given.</summary>
    /// <param name="arguments">As for <see cref="Read"/>.</param>
    public string? TargetOf(object arguments)
    {
        List<KeyValuePair<string, object?>> named = Named(arguments);
        foreach (WildcardPattern pattern in _target)
        {
            foreach ((string name, object? value) in named)
            {
                if (!Matches(pattern, name)) continue;
                string text = IsRedacted(name) ? ParameterValue.Redacted : ParameterValue.TextOf(value, _secrets);
                if (text.Length > 0) return RecordedText.Of(text.Replace(FileSystem, "", StringComparison.Ordinal), MaxTarget);
            }
        }
        return null;
    }

    /// <summary>Takes the values that are not recorded out of a text.</summary>
    /// <param name="text">Of an error.</param>
    /// <param name="arguments">As for <see cref="Read"/>.</param>
    public string Scrub(string text, object arguments)
    {
        List<string> values = [];
        foreach ((string name, object? value) in Named(arguments)) values.AddRange(IsRedacted(name) ? ParameterValue.TextsIn(value) : ParameterValue.SecretsIn(value, _secrets));
        return _secrets.Clean(new KnownSecrets(values).Clean(text));
    }

    /// <summary>Whether a command has a parameter that a pattern names.</summary>
    /// <param name="parameters">Of the command.</param>
    /// <param name="name">A name, an alias or a pattern.</param>
    public static bool Knows(IEnumerable<ParameterMetadata> parameters, string name)
    {
        WildcardPattern pattern = Pattern(name);
        return parameters.Any(parameter => pattern.IsMatch(parameter.Name) || parameter.Aliases.Any(pattern.IsMatch));
    }

    private bool IsRedacted(string name) => Array.Exists(_redacted, pattern => Matches(pattern, name)) || _secrets.IsSecret(name);

    private bool Matches(WildcardPattern pattern, string name) =>
        pattern.IsMatch(name) || (metadata.Parameters.TryGetValue(name, out ParameterMetadata? parameter) && parameter.Aliases.Any(pattern.IsMatch));

    private List<KeyValuePair<string, object?>> Named(object arguments) => arguments switch
    {
        IDictionary items => ObjectMembers.Of(items).Items,
        IEnumerable list => Named([.. list.Cast<object?>()]),
        _ => [],
    };

    // The $args of a simple function: "-Name" carries a mark that tells it from a text; what has no name goes by position.
    private List<KeyValuePair<string, object?>> Named(List<object?> arguments)
    {
        const string Mark = "<CommandParameterName>";
        List<KeyValuePair<string, object?>> named = [];
        List<object?> rest = [];
        for (int i = 0; i < arguments.Count; i++)
        {
            if (Marked(arguments[i]) is not { } name) rest.Add(arguments[i]);
            else if (i + 1 < arguments.Count && Marked(arguments[i + 1]) is null && !IsSwitch(name)) named.Add(new(FullName(name), arguments[++i]));
            else named.Add(new(FullName(name), true));
        }
        foreach (string name in metadata.Parameters.Keys.Where(name => rest.Count > 0 && !IsSwitch(name) && !named.Exists(item => item.Key == name)).ToList())
        {
            if (rest.Count == 0) break;
            named.Add(new(name, rest[0]));
            rest.RemoveAt(0);
        }
        if (rest.Count > 0) named.Add(new("args", rest));
        return named;

        static string? Marked(object? item) => item is PSObject marked && marked.Properties[Mark]?.Value is string name ? name.TrimStart('-') : null;
    }

    private bool IsSwitch(string name) => metadata.Parameters.TryGetValue(FullName(name), out ParameterMetadata? parameter) && parameter.SwitchParameter;

    /// <summary>PowerShell lets names be shortened.</summary>
    private string FullName(string name) =>
        metadata.Parameters.Values.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase) || one.Aliases.Contains(name, StringComparer.OrdinalIgnoreCase))?.Name
        ?? metadata.Parameters.Keys.FirstOrDefault(one => one.StartsWith(name, StringComparison.OrdinalIgnoreCase)) ?? name;

    private static WildcardPattern Pattern(string text) => WildcardPattern.Get(text, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
}
