namespace AuditChain.Service.Tokens;

/// <summary>What a log says of its own tokens: <c>token-create</c> and <c>token-revoke</c>. Never the token.</summary>
public static class TokenRecords
{
    /// <summary>A token was made.</summary>
    /// <param name="token">Which.</param>
    public static PreparedEntry Created(ServiceToken token) => Entry("token-create", "create", token, new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["expires"] = token.Expires,
        ["id"] = token.Id,
        ["scopes"] = TokenScopeNames.Of(token.Scopes),
        ["types"] = token.Types.Count == 0 ? null : token.Types,
    });

    /// <summary>A token was removed.</summary>
    /// <param name="token">Which.</param>
    public static PreparedEntry Revoked(ServiceToken token) =>
        Entry("token-revoke", "revoke", token, new Dictionary<string, object?>(StringComparer.Ordinal) { ["id"] = token.Id });

    private static PreparedEntry Entry(string type, string action, ServiceToken token, Dictionary<string, object?> data) => PreparedEntry.From(new AuditEvent
    {
        Type = type,
        Action = action,
        Actor = SystemActor.Find(),
        Target = new AuditTarget { Id = token.Name, Type = "token" },
        Outcome = "success",
        Data = data.Where(item => item.Value is not null).ToDictionary(),
    });
}
