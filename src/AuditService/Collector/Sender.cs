namespace AuditService.Collector;

/// <summary>Who sends lines.</summary>
/// <param name="Principal">What he may do.</param>
/// <param name="Actor">The actor of his entries: the protocol itself names none.</param>
/// <param name="Token">His token, asked for again with each batch; null on a Unix socket.</param>
internal sealed record Sender(Principal Principal, AuditActor Actor, string? Token)
{
    /// <summary>The other end of a Unix socket: whoever may open its file may append.</summary>
    public static Sender Of(UnixPeer? peer)
    {
        string name = peer is { } known ? $"uid:{known.User}" : "unix";
        AuditActor actor = new()
        {
            Id = name,
            Type = "user",
            More = peer is { } credentials ? new Dictionary<string, object?>(StringComparer.Ordinal) { ["gid"] = credentials.Group, ["pid"] = credentials.Process } : null,
        };
        return new Sender(new Principal(name, TokenScopes.Append, []), actor, null);
    }
}
