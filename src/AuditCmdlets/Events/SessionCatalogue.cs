using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace AuditCmdlets.Events;

/// <summary>
/// The catalogue of one session: the built-in types, and what was registered in this runspace. Other runspaces of the process,
/// among them those of ForEach-Object -Parallel, do not see it. It goes with its runspace.
/// </summary>
internal sealed class SessionCatalogue
{
    private static readonly ConditionalWeakTable<Runspace, SessionCatalogue> s_sessions = [];

    /// <summary>That of the calling thread's runspace.</summary>
    public static SessionCatalogue Current => Runspace.DefaultRunspace is { } runspace ? s_sessions.GetValue(runspace, static _ => new SessionCatalogue()) : new SessionCatalogue();

    /// <summary>What is known by now.</summary>
    public EventCatalogue Catalogue { get; private set; } = EventCatalogue.BuiltIn;

    /// <summary>The type that was typed, in any case; null when there is none, or several that differ by their case alone.</summary>
    /// <param name="name">As typed.</param>
    public AuditEventType? Resolve(string name) => Catalogue.Find(name)
        ?? (Catalogue.Types.Where(type => string.Equals(type.Name, name, StringComparison.OrdinalIgnoreCase)).Take(2).ToArray() is [var one] ? one : null);

    /// <summary>Adds types: all of them, or none.</summary>
    /// <param name="types">A type that is there already, with the same content, is taken as it is: a profile may run twice.</param>
    /// <param name="replace">Whether registered types of the same name are replaced; built-in ones never are.</param>
    /// <exception cref="AuditException">AuditEventTypeExists.</exception>
    public void Register(IReadOnlyList<AuditEventType> types, bool replace)
    {
        List<AuditEventType> own = [.. Catalogue.Types.Skip(EventCatalogue.BuiltIn.Types.Count)];
        foreach (AuditEventType type in types)
        {
            if (EventCatalogue.BuiltIn.Find(type.Name) is { } fixedType)
                throw new AuditException(AuditError.AuditEventTypeExists, $"The type '{type.Name}' is one of {fixedType.Catalogue} and stays as it is. Give yours a name of its own.");
            int at = own.FindIndex(other => other.Name == type.Name);
            if (at < 0) own.Add(type);
            else if (replace || IsSame(own[at], type)) own[at] = type;
            else throw new AuditException(AuditError.AuditEventTypeExists, $"The type '{type.Name}' was registered from '{own[at].Catalogue}' with another content. Give it another name, or replace it with -Force.");
        }
        Catalogue = EventCatalogue.BuiltIn.With(own);
    }

    private static bool IsSame(AuditEventType one, AuditEventType other) =>
        JsonSerializer.Serialize(one with { Catalogue = "" }) == JsonSerializer.Serialize(other with { Catalogue = "" });
}
