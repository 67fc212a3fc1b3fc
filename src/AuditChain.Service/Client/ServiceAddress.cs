using System.Net;

namespace AuditChain.Service.Client;

/// <summary>The address of a log behind a service: <c>https://audit.example.com:8443</c>, or plain <c>http://</c> on this machine.</summary>
public static class ServiceAddress
{
    /// <summary>The environment variable that holds the token.</summary>
    public const string TokenVariable = "AUDITLOG_TOKEN";

    /// <summary>The environment variable that names a file with the token.</summary>
    public const string TokenFileVariable = "AUDITLOG_TOKEN_FILE";

    /// <summary>Whether a text is meant as an address, and not as a path.</summary>
    /// <param name="text">As typed.</param>
    public static bool Is(string? text) =>
        text is not null && (text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads an address.</summary>
    /// <param name="text">As typed.</param>
    /// <returns>The address, which ends in a slash.</returns>
    /// <exception cref="AuditException">AuditRequestInvalid; AuditAccessRefused: without TLS the token would pass in the clear.</exception>
    public static Uri Parse(string text)
    {
        if (!Is(text) || !Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out Uri? address))
            throw new AuditException(AuditError.AuditRequestInvalid, $"'{text}' is not the address of a log. One is https://audit.example.com:8443.");
        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
            throw new AuditException(AuditError.AuditRequestInvalid, $"The address of a log has no user, query or fragment. The token comes from ${TokenVariable}, or from the file that {TokenFileVariable} names.");
        bool local = address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out IPAddress? ip) && IPAddress.IsLoopback(ip));
        return address.Scheme == Uri.UriSchemeHttps || local ? address
            : throw new AuditException(AuditError.AuditAccessRefused, $"'{text}' is another machine, and http:// would send the token in the clear. Nothing was sent. Use https://.");
    }

    /// <summary>The token of the environment; null when there is none.</summary>
    /// <exception cref="AuditException">AuditAccessRefused: the file of the token cannot be read.</exception>
    public static string? FindToken()
    {
        if (Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token) return token.Trim();
        if (Environment.GetEnvironmentVariable(TokenFileVariable) is not { Length: > 0 } file) return null;
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditException(AuditError.AuditAccessRefused, $"The token cannot be read from '{file}', which {TokenFileVariable} names: {e.Message}", e);
        }
    }
}
