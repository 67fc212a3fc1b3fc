using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AuditChain.Recording.Secrets;

// A value that must not be recorded comes back in other text, and not always as it was: an error repeats it. It is found
//
//   in any case          HUNTER2
//   escaped              hunter\"2  hunter\u00222  hunter%222  hunter&quot;2  hunter''2, each character for itself
//   in base64            alone or within more (user:hunter2), UTF-8 or UTF-16, in both alphabets, with or without padding
//   in hexadecimal       of UTF-8

/// <summary>Takes values that are known, and must not be recorded, out of text.</summary>
public sealed class KnownSecrets
{
    // Shorter ones stand in every text; longer ones are looked for by their start.
    private const int Shortest = 3, Longest = 512;
    private readonly List<string> _values;
    private readonly Regex[] _patterns;

    /// <summary>Remembers values.</summary>
    /// <param name="values">Any; those of less than three characters are left out.</param>
    public KnownSecrets(IEnumerable<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = [.. values.Where(value => value.Length >= Shortest).Select(value => value.Length <= Longest ? value : value[..Longest]).Distinct(StringComparer.Ordinal).OrderByDescending(value => value.Length)];
        _patterns = [.. _values.Select(value => new Regex(Pattern(value), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant))];
    }

    /// <summary>The text, with <c>[redacted]</c> in place of each value in any of its forms.</summary>
    /// <param name="text">Any.</param>
    public string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (_values.Count == 0) return text;
        foreach (Regex pattern in _patterns) text = pattern.Replace(text, SecretText.Mark);
        return SecretRuns.Base64().Replace(text, match => Holds(match.Value) ? SecretText.Mark : match.Value);
    }

    private bool Holds(string run)
    {
        string plain = run.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        // A run may have grown together with what stands before it: all four ways to cut it are tried.
        for (int skip = 0; skip < 4 && plain.Length - skip >= 4; skip++)
        {
            string part = plain[skip..];
            part = part.Length % 4 == 1 ? part[..^1] : part;
            byte[] bytes = Convert.FromBase64String(part.PadRight((part.Length + 3) / 4 * 4, '='));
            if (Contains(Encoding.UTF8.GetString(bytes)) || Contains(Encoding.Unicode.GetString(bytes)) || Contains(Encoding.Unicode.GetString(bytes.AsSpan(Math.Min(1, bytes.Length))))) return true;
        }
        return false;
    }

    private bool Contains(string text) => _values.Exists(value => text.Contains(value, StringComparison.OrdinalIgnoreCase));

    private static string Pattern(string value)
    {
        StringBuilder pattern = new();
        foreach (Rune rune in value.EnumerateRunes())
        {
            string self = rune.ToString();
            byte[] bytes = Encoding.UTF8.GetBytes(self);
            pattern.Append("(?:").Append(@"\\{0,4}").Append(Regex.Escape(self));
            if (self is "'" or "\"" or "`") pattern.Append('{').Append("1,2}");
            pattern.Append('|').Append(string.Concat(bytes.Select(b => string.Create(CultureInfo.InvariantCulture, $"%(?:25)?{b:x2}"))));
            pattern.Append(@"|\\{1,2}").Append(string.Join(@"\\{1,2}", self.Select(c => string.Create(CultureInfo.InvariantCulture, $"u{(int)c:x4}"))));
            if (rune.Value < 256) pattern.Append(CultureInfo.InvariantCulture, $@"|\\x{rune.Value:x2}");
            pattern.Append(CultureInfo.InvariantCulture, $"|&#0*{rune.Value};|&#x0*{rune.Value:x};");
            pattern.Append(self switch
            {
                "&" => "|&amp;",
                "<" => "|&lt;",
                ">" => "|&gt;",
                "\"" => "|&quot;",
                "'" => "|&apos;",
                " " => @"|\+",
                "\n" => @"|\\n",
                "\r" => @"|\\r",
                "\t" => @"|\\t",
                _ => "",
            }).Append(')');
        }
        return $"{pattern}|{Convert.ToHexString(Encoding.UTF8.GetBytes(value))}";
    }
}

/// <summary>Runs of characters that may be an encoding.</summary>
internal static partial class SecretRuns
{
    [GeneratedRegex(@"[A-Za-z0-9+/_-]{4,}={0,2}", RegexOptions.CultureInvariant)]
    public static partial Regex Base64();
}
