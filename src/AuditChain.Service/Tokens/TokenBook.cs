using System.Security.Cryptography;
using System.Text.Json;

namespace AuditChain.Service.Tokens;

// LOG.state, mode 0600, beside the log: what must not travel with a copy of it.
//
//   {"tokens":[{"created":"2026-…Z","expires":"2027-…Z","id":"0f1e2d3c4b5a","name":"web","scopes":["append"],
//               "sha256":"64 hexadecimal characters","types":["secret*"]}]}
//
// Members that this version does not know are kept as they are.

/// <summary>The tokens of a log. Immutable: <see cref="TokenFile"/> reads and replaces it as a whole.</summary>
public sealed class TokenBook
{
    private readonly Dictionary<string, ServiceToken> _byId;

    /// <summary>Creates a book.</summary>
    /// <param name="tokens">Ids differ.</param>
    public TokenBook(IEnumerable<ServiceToken> tokens)
    {
        Tokens = [.. tokens];
        _byId = Tokens.ToDictionary(token => token.Id, StringComparer.Ordinal);
    }

    /// <summary>The tokens, oldest first.</summary>
    public IReadOnlyList<ServiceToken> Tokens { get; }

    /// <summary>The token that a text is, whether or not it has ended; null for one that is not here. Takes the same time whatever of the secret is right.</summary>
    /// <param name="text">What somebody sent.</param>
    public ServiceToken? Find(string text)
    {
        ServiceToken? found = TokenText.IdOf(text) is { } id ? _byId.GetValueOrDefault(id) : null;
        Digest given = TokenText.HashOf(text), expected = found?.Hash ?? default;
        return CryptographicOperations.FixedTimeEquals(given.Span, expected.Span) ? found : null;
    }

    internal static TokenBook Read(JsonElement tokens) => new(tokens.EnumerateArray().Select(ReadToken));

    internal List<object?> Members() => [.. Tokens.Select(token =>
    {
        Dictionary<string, object?> members = new(StringComparer.Ordinal)
        {
            ["created"] = token.Created,
            ["id"] = token.Id,
            ["name"] = token.Name,
            ["scopes"] = TokenScopeNames.Of(token.Scopes),
            ["sha256"] = token.Hash.ToString(),
        };
        if (token.Expires is { } end) members["expires"] = end;
        if (token.Types.Count > 0) members["types"] = token.Types;
        return (object?)members;
    })];

    private static ServiceToken ReadToken(JsonElement json) => new()
    {
        Id = Text(json, "id"),
        Name = Text(json, "name"),
        Hash = Digest.TryParseHex(System.Text.Encoding.ASCII.GetBytes(Text(json, "sha256")), out Digest hash) ? hash : throw new FormatException("'sha256' is not a hash"),
        Scopes = TokenScopeNames.Parse(json.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString() ?? "")),
        Types = json.TryGetProperty("types", out JsonElement types) ? [.. types.EnumerateArray().Select(type => NamePattern.Parse(type.GetString() ?? "").Text)] : [],
        Created = Time(Text(json, "created")),
        Expires = json.TryGetProperty("expires", out JsonElement expires) ? Time(expires.GetString() ?? "") : null,
    };

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() is { Length: > 0 } text ? text : throw new FormatException($"'{name}' is empty");

    private static DateTimeOffset Time(string text) => AuditTime.TryParseRfc3339(text, out DateTimeOffset time) ? time : throw new FormatException($"'{text}' is not a time");
}
