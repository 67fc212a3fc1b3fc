namespace AuditChain.Service.Tokens;

/// <summary>What whoever holds a token may do.</summary>
[Flags]
public enum TokenScopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Append entries, in the name of the token.</summary>
    Append = 1,

    /// <summary>Read entries, proofs and bundles, and follow the log.</summary>
    Read = 2,

    /// <summary>Hand in attestations.</summary>
    Admin = 4,

    /// <summary>With <see cref="Append"/>: say that somebody else acted. The token's name is recorded beside.</summary>
    Impersonate = 8,
}

/// <summary>Scopes as text: <c>append,read</c>.</summary>
public static class TokenScopeNames
{
    private static readonly (string Name, TokenScopes Scope)[] s_names =
        [("append", TokenScopes.Append), ("read", TokenScopes.Read), ("admin", TokenScopes.Admin), ("impersonate", TokenScopes.Impersonate)];

    /// <summary>The names of scopes, in the order in which they are listed.</summary>
    /// <param name="scopes">Any scopes.</param>
    public static IReadOnlyList<string> Of(TokenScopes scopes) => [.. s_names.Where(item => scopes.HasFlag(item.Scope)).Select(item => item.Name)];

    /// <summary>Reads scopes.</summary>
    /// <param name="names">Each one scope, or several separated by commas.</param>
    /// <exception cref="AuditException">AuditTokenInvalid: there is none, or one is not known.</exception>
    public static TokenScopes Parse(IEnumerable<string> names)
    {
        TokenScopes scopes = TokenScopes.None;
        foreach (string name in names.SelectMany(name => name.Split(',', StringSplitOptions.TrimEntries)))
        {
            TokenScopes scope = s_names.FirstOrDefault(item => item.Name == name).Scope;
            if (scope == TokenScopes.None) throw new AuditException(AuditError.AuditTokenInvalid, $"'{name}' is not a scope. Those are append, read, admin and impersonate.");
            scopes |= scope;
        }
        if (scopes == TokenScopes.None) throw new AuditException(AuditError.AuditTokenInvalid, "A token needs a scope: append, read, admin or impersonate.");
        if (scopes.HasFlag(TokenScopes.Impersonate) && !scopes.HasFlag(TokenScopes.Append))
            throw new AuditException(AuditError.AuditTokenInvalid, "The scope impersonate is about entries that are appended: give append, too.");
        return scopes;
    }
}
