using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;

namespace AuditChain.Recording.Secrets;

// What is replaced in text, and what stays of it:
//
//   a name that speaks of a secret   Password=[redacted];   "token":"[redacted]"   -ApiKey [redacted]   $env:DB_PWD = [redacted]
//   a header                         Authorization: [redacted]   Cookie: [redacted]
//   credentials in an address        https://alice:[redacted]@host   ?sig=[redacted]&…   ?access_token=[redacted]
//   a scheme and what follows        Bearer [redacted]   Basic [redacted]
//   ConvertTo-SecureString 'text'    ConvertTo-SecureString [redacted]
//   a shape                          private keys in PEM, JWT, tokens of GitHub, GitLab, AWS, Slack, Google, Stripe, npm, OpenAI …
//
// A variable in place of the value ($password, ${pw}, $(…)) is no secret and stays. Every pattern is matched in linear time.

/// <summary>Finds secrets in text by what surrounds them and by their shape.</summary>
internal static partial class SecretText
{
    /// <summary>What stands in place of a secret.</summary>
    public const string Mark = "[redacted]";

    // Without one of these there is nothing to be found; most entries end here.
    private static readonly SearchValues<string> s_hints = SearchValues.Create(
        [.. SecretNames.Hints, "auth", "basic", "negotiate", "ntlm", "digest", "sharedaccesssignature", "securestring", "sig=", "code=", "://", "-----begin", "eyj", "ghp_", "gho_", "ghu_", "ghs_", "ghr_",
         "github_pat_", "glpat-", "akia", "asia", "xox", "xapp-", "slack.com", "aiza", "ya29.", "sk_", "rk_", "sk-", "npm_", "pypi-", "hvs.", "hvb.", "sg.", "dop_v1_", Mark],
        StringComparison.OrdinalIgnoreCase);

    // Without one of these the pattern of schemes, or that of shapes, need not be tried.
    private static readonly SearchValues<string> s_schemes = SearchValues.Create(
        ["bearer", "basic", "token", "negotiate", "ntlm", "digest", "apikey", "sharedaccesssignature"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> s_shapes = SearchValues.Create(
        ["eyJ", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "AKIA", "ASIA", "xox", "xapp-", "hooks.slack.com/", "AIza", "ya29.", "sk_", "rk_", "sk-", "npm_", "pypi-", "hvs.",
         "hvb.", "SG.", "dop_v1_", "AGE-SECRET-KEY-1", "PRIVATE+KEY+"], StringComparison.Ordinal);

    /// <summary>Whether there may be anything to find: a secret, the name of one, or what stands for one already.</summary>
    /// <param name="text">A text, or a whole line of canonical JSON.</param>
    public static bool MayHold(ReadOnlySpan<char> text) => text.ContainsAny(s_hints);

    /// <summary>The text without secrets; the same instance where there is none.</summary>
    /// <param name="text">Any.</param>
    /// <param name="byName">Whether names before a value count; false for an id such as <c>secret=db</c>, whose own form that may be.</param>
    public static string Clean(string text, bool byName = true)
    {
        if (text.Length < 8 || !MayHold(text)) return text;
        string whole = text;
        if (text.Contains("-----BEGIN", StringComparison.OrdinalIgnoreCase)) text = Pem().Replace(text, Mark);
        if (text.Contains("://", StringComparison.Ordinal)) text = UserInfo().Replace(text, $"${{before}}{Mark}@");
        if (text.Contains('=', StringComparison.Ordinal)) text = Query().Replace(text, match => SecretNames.Speak(match.Groups["name"].Value) || match.Groups["name"].Value is "sig" or "code" ? $"{match.Groups["before"].Value}{Mark}" : match.Value);
        // A header's name has the word of a secret in it, too.
        if (byName && SecretNames.HoldHint(text))
        {
            text = Header().Replace(text, $"${{before}}{Mark}");
            text = Named().Replace(text, WithoutValue);
        }
        if (byName && text.Contains("SecureString", StringComparison.OrdinalIgnoreCase)) text = SecureLiteral().Replace(text, $"${{before}}{Mark}");
        if (text.AsSpan().ContainsAny(s_schemes)) text = Scheme().Replace(text, match => IsCredential(match.Groups["scheme"].Value, match.Groups["value"].Value) ? $"{match.Groups["scheme"].Value} {Mark}" : match.Value);
        if (text.AsSpan().ContainsAny(s_shapes)) text = Shape().Replace(text, Mark);
        return text == whole ? whole : text;
    }

    private static string WithoutValue(Match match)
    {
        string name = match.Groups["name"].Value, value = match.Groups["value"].Value;
        if (value.StartsWith(Mark, StringComparison.Ordinal) || value.Trim('"', '\'') is "" or "$" or "null" or "true" or "false" or "$null" or "$true" or "$false") return match.Value;
        if (value.Length > 1 && value[0] == '$' && (char.IsLetter(value[1]) || value[1] is '_' or '{' or '(')) return match.Value;
        if (!Speaks(name)) return match.Value;
        string open = value[0] is '"' or '\'' ? value[..1] : "", close = open.Length > 0 && value.Length > 1 && value[^1] == value[0] ? open : "";
        return $"{match.Groups["before"].Value}{open}{Mark}{close}";
    }

    /// <summary>Words of a sentence may stand before a name: "used Password=…".</summary>
    private static bool Speaks(string name)
    {
        for (int at = 0; at >= 0; at = name.IndexOf(' ', StringComparison.Ordinal))
        {
            name = at == 0 ? name : name[(at + 1)..];
            if (SecretNames.Speak(name)) return true;
        }
        return false;
    }

    /// <summary>Tells <c>Bearer eyJ…</c> from "Bearer authentication".</summary>
    private static bool IsCredential(string scheme, string value)
    {
        if (!scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)) return value.AsSpan().IndexOfAnyExceptInRange('a', 'z') >= 0 && value.Length >= 8 && value.Any(c => char.IsDigit(c) || c is '+' or '/' or '=' or '_' or '.');
        byte[] bytes = new byte[value.Length];
        return Base64.IsValid(value) && Convert.TryFromBase64String(value, bytes, out int length) && bytes.AsSpan(0, length).Contains((byte)':') && Encoding.UTF8.GetString(bytes, 0, length).IndexOf('\uFFFD') < 0;
    }

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"-----BEGIN [A-Z0-9 ]{0,40}(PRIVATE KEY|SECRET KEY)( BLOCK)?-----.*?(-----END [A-Z0-9 ]{0,60}-----|\z)", Options | RegexOptions.Singleline)]
    private static partial Regex Pem();

    [GeneratedRegex(@"(?<before>[a-z][a-z0-9+.-]{0,30}://[^\s/?#:@""'<>]{0,256}:)(?!\[redacted\]@)[^\s/?#""'<>]{1,1024}@", Options)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"(?<before>[?&;](?<name>[a-z][a-z0-9_.-]{0,60})=)(?!\[redacted\])[^&\s""'<>#;]+", Options)]
    private static partial Regex Query();

    [GeneratedRegex(@"(?<before>(?<![a-z0-9-])(Authorization|Proxy-Authorization|Cookie|Set-Cookie|X-Api-Key|Api-Key|X-Auth-Token|X-Amz-Security-Token|X-Functions-Key|Ocp-Apim-Subscription-Key)[""']?\s{0,4}[:=]\s{0,4}[""']?)(?!\[redacted\])[^\s""'][^""'\r\n]*", Options)]
    private static partial Regex Header();

    // name = value, "name": "value", -Name value, --name=value. A name has up to three words between which one space stands.
    [GeneratedRegex(
        @"(?<![\w.-])(?<before>(\$(env:|script:|global:)?\{?|--?)?\\{0,4}[""']?(?<name>[a-z_][\w.-]{0,60}(\x20[a-z][\w-]{0,30}){0,2})\\{0,4}[""']?\}?(\s{0,4}=\s{0,4}|\s{0,4}:\s{1,4}|:(?=\\{0,4}[""']))\\{0,4}|(?<![\w-])--?(?<name>[a-z][\w-]{0,60})[:\s]\s{0,4})"
        + @"(?<value>""[^""\\]*""?|'[^']*'?|[^;&,\s""'{}()<>|-][^;&,\s""'{}()<>|]*)", Options)]
    private static partial Regex Named();

    [GeneratedRegex(@"(?<before>ConvertTo-SecureString\s{1,8}(-AsPlainText\s{1,8}|-Force\s{1,8}|-String\s{1,8}){0,3})(?!\[redacted\])(""[^""]*""?|'[^']*'?|[^\s\-$(;|""'][^\s;|)]*)", Options)]
    private static partial Regex SecureLiteral();

    [GeneratedRegex(@"(?<![\w-])(?<scheme>Bearer|Basic|Token|Negotiate|NTLM|Digest|ApiKey|SharedAccessSignature)\x20{1,4}(?<value>[A-Za-z0-9+/=._~-]{5,}[A-Za-z0-9+/=_~-])", Options)]
    private static partial Regex Scheme();

    // Case matters in these: they are random letters after a prefix that their issuer chose.
    [GeneratedRegex(
        @"(?<![A-Za-z0-9])(eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{4,}(\.[A-Za-z0-9_-]*)?|gh[opusr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}"
        + @"|(AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])|xox[abeprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}|(?<=hooks\.slack\.com/)services/[A-Za-z0-9/]{20,}|AIza[A-Za-z0-9_-]{35}"
        + @"|ya29\.[A-Za-z0-9_-]{20,}|(sk|rk)_(live|test)_[A-Za-z0-9]{16,}|sk-[A-Za-z0-9_-]{20,}|npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{40,}|hv[sb]\.[A-Za-z0-9_-]{20,}"
        + @"|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|dop_v1_[a-f0-9]{40,}|AGE-SECRET-KEY-1[A-Z0-9]{40,}|PRIVATE\+KEY\+\S+)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
