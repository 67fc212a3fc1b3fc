namespace AuditChain.Events;

/// <summary>
/// A builder for every type of the catalogue. It asks for what the type requires, besides the actor, and sets what it fixes;
/// say the rest with <c>with</c>:
/// <code>
/// AuditEvents.CredentialDenied("github-token", new() { Provider = "github", Reason = "no policy" }) with { Correlation = "run-7" }
/// </code>
/// </summary>
public static partial class AuditEvents
{
    private static AuditTarget? Of(string type, AuditTarget? target) =>
        target is null || target.Type is not null ? target : new AuditTarget { Id = target.Id, Type = type, More = target.More };
}
