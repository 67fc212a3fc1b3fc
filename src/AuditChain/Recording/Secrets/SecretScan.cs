using System.Buffers;
using System.Text;
using System.Text.Json;

namespace AuditChain.Recording.Secrets;

// Most entries hold no secret, and are to cost next to nothing. Three questions, each asked only where the one before said yes:
//
//   1. does the line hold a hint anywhere?            one vectorized search, nothing is taken apart
//   2. does a name speak of a secret, or does a text  one pass over the line; text is searched by patterns only where
//      change when secrets are taken out of it?       that very text holds a hint
//   3. what does it look like without them?           SecretWalk
//
// A yes here that the walk does not share costs time alone: what is allowed and what is sealed, only the walk knows.

/// <summary>Tells whether an entry may hold a secret, without making anything of it.</summary>
internal static class SecretScan
{
    private const int Stack = 512;

    /// <summary>Whether a filter has to look at the members one by one.</summary>
    /// <param name="line">An entry: one canonical JSON object.</param>
    public static bool MayHold(ReadOnlySpan<byte> line) => HoldsHint(line) && AnyMember(line);

    private static bool AnyMember(ReadOnlySpan<byte> line)
    {
        Utf8JsonReader reader = new(line, new JsonReaderOptions { MaxDepth = AuditLimits.Depth });
        bool looks = false, party = false, names = false;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.CurrentDepth == 1)
                {
                    party = reader.ValueTextEquals("actor"u8) || reader.ValueTextEquals("target"u8);
                    looks = party || reader.ValueTextEquals("action"u8) || reader.ValueTextEquals("data"u8) || reader.ValueTextEquals("message"u8) || reader.ValueTextEquals("source"u8);
                }
                // {"Name":"password","Value":"..."}
                names = reader.ValueSpan.Length is 3 or 4 && reader.GetString()!.ToUpperInvariant() is "NAME" or "KEY";
                if (looks && HoldsHint(reader.ValueSpan) && SecretNames.Speak(reader.GetString()!)) return true;
            }
            else if (reader.TokenType == JsonTokenType.String && looks && HoldsHint(reader.ValueSpan) && IsSecret(reader.GetString()!, names, byName: !party))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>A text that would change, that was changed before, or that names the value after it.</summary>
    private static bool IsSecret(string text, bool names, bool byName) =>
        text.Contains(SecretText.Mark, StringComparison.Ordinal)
        || ((names || text[0] is '-' or '/') && SecretNames.Speak(text))
        || !ReferenceEquals(SecretText.Clean(text, byName), text);

    /// <summary>Escapes hide no hint: canonical JSON escapes none of their characters.</summary>
    private static bool HoldsHint(ReadOnlySpan<byte> utf8)
    {
        char[]? rented = utf8.Length > Stack ? ArrayPool<char>.Shared.Rent(utf8.Length) : null;
        Span<char> text = rented ?? stackalloc char[Stack];
        bool holds = SecretText.MayHold(text[..Encoding.UTF8.GetChars(utf8, text)]);
        // What may be secret is not left in a pool.
        if (rented is not null) ArrayPool<char>.Shared.Return(rented, clearArray: true);
        return holds;
    }
}
