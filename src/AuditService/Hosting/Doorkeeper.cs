namespace AuditService.Hosting;

/// <summary>Who is at the other end.</summary>
/// <param name="Name">The token's name, or <c>uid:1000</c> of a Unix socket.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Types">Patterns of the types that it may append; none for all.</param>
internal sealed record Principal(string Name, TokenScopes Scopes, IReadOnlyList<NamePattern> Types)
{
    public bool MayAppend(string type) => Types.Count == 0 || Types.Any(pattern => pattern.Matches(type));
}

/// <summary>Knows the tokens, and reads them again when their file changed: a token that was removed is refused from then on.</summary>
internal sealed class Doorkeeper(string log, TimeProvider clock)
{
    private readonly TokenFile _file = new(log);
    private readonly Lock _gate = new();
    private TokenBook _book = new([]);
    private (DateTime, long)? _stamp;

    /// <summary>Who a token is of.</summary>
    /// <returns>The principal; or null and the reason, for the record and for nobody who only tries.</returns>
    public (Principal? Principal, string? Reason) Admit(string? text)
    {
        if (string.IsNullOrEmpty(text)) return (null, "no token");
        TokenBook book;
        try
        {
            book = Book();
        }
        catch (AuditException e)
        {
            return (null, e.Message);
        }
        ServiceToken? token = book.Find(text);
        if (token is null) return (null, "unknown token");
        if (!token.IsValidAt(clock.GetUtcNow())) return (null, $"the token of {token.Name} has ended");
        return (new Principal(token.Name, token.Scopes, [.. token.Types.Select(NamePattern.Parse)]), null);
    }

    private TokenBook Book()
    {
        lock (_gate)
        {
            FileInfo info = new(_file.Path);
            (DateTime, long) stamp = info.Exists ? (info.LastWriteTimeUtc, info.Length) : default;
            if (_stamp == stamp) return _book;
            _book = _file.Read();
            _stamp = stamp;
            return _book;
        }
    }
}
