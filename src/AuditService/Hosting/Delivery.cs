namespace AuditService.Hosting;

// Who acted is what an event says; who delivered it is what the service knows. The service has the last word:
//
//   event has no actor             actor = {"id":"web","type":"service"}                   the token's own name
//   event names the token itself   as the event says, with "via":"web"
//   event names somebody else      the same, if the token has the scope impersonate; else it is refused

/// <summary>Makes entries of what a principal delivers.</summary>
internal static class Delivery
{
    /// <summary>The source of entries that the service makes itself.</summary>
    public const string Source = "auditlog-service";

    /// <summary>The further member of an actor that says who delivered the entry. A service sets it; what a client wrote there is replaced.</summary>
    public const string ViaMember = "via";

    /// <summary>Reads an event, and says who it is from.</summary>
    /// <exception cref="AuditException">AuditAccessRefused, and what reading an event throws.</exception>
    public static PreparedEntry Prepare(ReadOnlyMemory<byte> json, Principal principal) => EventJson.Prepare(json, said => Complete(said, principal));

    public static AuditEvent Complete(AuditEvent said, Principal principal)
    {
        if (!principal.MayAppend(said.Type)) throw new AuditException(AuditError.AuditAccessRefused, $"The token of {principal.Name} may not append entries of the type '{said.Type}'. Nothing was stored.");
        if (said.Actor is not { } actor) return said with { Actor = new AuditActor { Id = principal.Name, Type = "service" } };
        if (actor.Id != principal.Name && !principal.Scopes.HasFlag(TokenScopes.Impersonate))
            throw new AuditException(AuditError.AuditAccessRefused, $"The token of {principal.Name} may not say that '{actor.Id}' acted: that needs the scope impersonate. Nothing was stored.");
        Dictionary<string, object?> more = new(StringComparer.Ordinal);
        foreach ((string name, object? value) in actor.More ?? new Dictionary<string, object?>()) more[name] = value;
        more[ViaMember] = principal.Name;
        return said with { Actor = new AuditActor { Id = actor.Id, Type = actor.Type, Name = actor.Name, Session = actor.Session, RunAs = actor.RunAs, More = more } };
    }
}
