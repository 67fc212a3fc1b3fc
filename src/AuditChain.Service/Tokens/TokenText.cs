using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AuditChain.Service.Tokens;

// A token as its holder has it:
//
//   alt_0f1e2d3c4b5a_Jd0vXr6C4q3m0k5m1q3T9c0Zy2wS8bA7uE6nH4pL1xQ
//   alt _ id         _ 32 random bytes in base64url, 43 characters
//
// The id finds the token and is no secret. What is kept is SHA-256 of the whole text: it has 256 bits of chance, so no salt
// and no slow hash would add anything.

/// <summary>The text of a token: made once, shown once, and kept by nobody but its holder.</summary>
internal static class TokenText
{
    private const string Prefix = "alt_";
    private const int IdLength = 12, SecretBytes = 32, SecretLength = 43;

    /// <summary>Bytes of every token.</summary>
    public const int Length = 4 + IdLength + 1 + SecretLength;

    public static (string Id, string Text) Create()
    {
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdLength / 2));
        return (id, $"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}");
    }

    /// <summary>The id of a token; null for a text that cannot be one.</summary>
    public static string? IdOf(string text)
    {
        if (text.Length != Length || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[Prefix.Length + IdLength] != '_') return null;
        string id = text.Substring(Prefix.Length, IdLength);
        return id.AsSpan().ContainsAnyExcept("0123456789abcdef") ? null : id;
    }

    public static Digest HashOf(string text) => Digest.Of(Encoding.UTF8.GetBytes(text));
}
