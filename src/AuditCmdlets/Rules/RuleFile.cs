using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AuditCmdlets.Wrapping;

namespace AuditCmdlets.Rules;

// A file of rules is data, never run:
//
//   @{
//       Rules = @(
//           @{ Name = 'secrets'; CommandName = 'Set-*Secret'; TargetParameter = 'Name'; RedactParameter = 'Value' }
//           @{ CommandName = 'Remove-Item', 'Clear-Content'; When = 'After'; OnFailureOnly = $true; Path = 'files.audit' }
//       )
//   }
//
// Members are those of Register-AuditRule. A relative Path is relative to the file's folder. Refused: any other member, a
// missing CommandName, an expression that would have to be run.

/// <summary>Reads rules from a psd1 file.</summary>
internal static class RuleFile
{
    private static readonly string[] s_members =
        ["Name", "CommandName", "TargetParameter", "RedactParameter", "AllowSecret", "When", "OnFailureOnly", "Type", "Action", "FailurePolicy", "Path"];

    /// <summary>Reads them.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <exception cref="AuditException">AuditRuleInvalid, with the number of the rule.</exception>
    public static IReadOnlyList<RuleDefinition> Read(string path)
    {
        Hashtable content = Parse(path);
        foreach (object key in content.Keys)
        {
            if (!string.Equals(key.ToString(), "Rules", StringComparison.OrdinalIgnoreCase)) throw Invalid(path, $"holds a member {key} beside Rules.");
        }
        object?[] items = content["Rules"] switch
        {
            null => throw Invalid(path, "has no member Rules = @( @{ CommandName = … } … )."),
            object?[] several => several,
            var one => [one],
        };
        if (items.Length == 0) throw Invalid(path, "holds no rule.");
        return [.. items.Select((item, index) => Definition(path, index + 1, item))];
    }

    private static Hashtable Parse(string path)
    {
        try
        {
            ScriptBlockAst script = Parser.ParseInput(File.ReadAllText(path), out _, out ParseError[] errors);
            if (errors.Length > 0) throw Invalid(path, $"cannot be read: line {errors[0].Extent.StartLineNumber}: {errors[0].Message}");
            return script.Find(ast => ast is HashtableAst, searchNestedScriptBlocks: false) is HashtableAst table && table.SafeGetValue() is Hashtable content ? content
                : throw Invalid(path, "is not a hashtable: @{ Rules = @( … ) } was expected.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw Invalid(path, $"cannot be read: {e.Message}");
        }
    }

    private static RuleDefinition Definition(string path, int number, object? item)
    {
        if (item is not Hashtable rule) throw Invalid(path, $"holds as rule {number} no hashtable.");
        try
        {
            foreach (object key in rule.Keys)
            {
                if (!s_members.Contains(key.ToString(), StringComparer.OrdinalIgnoreCase)) throw Invalid(path, $"holds in rule {number} a member {key}; there are {string.Join(", ", s_members)}.");
            }
            string[] commands = As<string[]>(rule["CommandName"]) ?? [];
            if (commands.Length == 0) throw Invalid(path, $"holds in rule {number} no CommandName.");
            RuleDefinition given = new() { Name = As<string>(rule["Name"]) ?? string.Join(',', commands), CommandName = commands };
            given = given with
            {
                TargetParameter = As<string[]>(rule["TargetParameter"]) ?? [],
                RedactParameter = As<string[]>(rule["RedactParameter"]) ?? [],
                AllowSecret = As<string[]>(rule["AllowSecret"]) ?? [],
                When = As<RuleMoment[]>(rule["When"]) ?? given.When,
                OnFailureOnly = As<bool?>(rule["OnFailureOnly"]) ?? false,
                Type = As<string>(rule["Type"]) ?? given.Type,
                Action = As<string>(rule["Action"]),
                Path = As<string>(rule["Path"]) is { Length: > 0 } log ? Path.GetFullPath(log, Path.GetDirectoryName(path)!) : null,
            };
            return RuleDefinition.From(given, As<FailurePolicy?>(rule["FailurePolicy"]));
        }
        catch (PSInvalidCastException e)
        {
            throw Invalid(path, $"holds in rule {number} a value of the wrong kind: {e.Message}");
        }
    }

    private static T? As<T>(object? value) => value is null ? default : LanguagePrimitives.ConvertTo<T>(value);

    private static AuditException Invalid(string path, string what) => RuleDefinition.Invalid($"'{path}' {what}");
}
