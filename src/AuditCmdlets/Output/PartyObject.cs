using System.Management.Automation;
using System.Text.Json;
using AuditCmdlets.Values;

namespace AuditCmdlets.Output;

/// <summary>An actor or a target as PowerShell wants it: further members are properties, so that <c>$_.Actor.machine</c> works.</summary>
internal static class PartyObject
{
    /// <summary>The party with its further members; one that has a member's name already keeps its own.</summary>
    /// <param name="party">Null for none.</param>
    public static PSObject? Of(AuditParty? party)
    {
        if (party is null) return null;
        PSObject result = new(party);
        foreach ((string name, object? value) in party.More ?? new Dictionary<string, object?>(StringComparer.Ordinal))
        {
            if (name.Length > 0 && result.Properties[name] is null)
                result.Properties.Add(new PSNoteProperty(name, value is JsonElement json ? JsonValue.ToObject(json) : value));
        }
        return result;
    }

    /// <summary>Everything that is said of it, in a line: <c>alice (user, as root)</c>.</summary>
    /// <param name="party">Null for none.</param>
    public static string? Describe(AuditParty? party)
    {
        if (party is null) return null;
        List<string?> details = [party.Type];
        if (party is AuditActor actor) details.AddRange([actor.Name, actor.Session is { } session ? $"session {session}" : null, actor.RunAs is { } account ? $"as {account}" : null]);
        foreach ((string name, object? value) in party.More ?? new Dictionary<string, object?>(StringComparer.Ordinal)) details.Add($"{name} {value}");
        details.RemoveAll(string.IsNullOrEmpty);
        return details.Count == 0 ? party.Id : $"{party.Id} ({string.Join(", ", details)})";
    }
}
