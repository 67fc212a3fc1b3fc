using System.Buffers;

namespace AuditChain.Recording.Secrets;

// A name is taken apart into words, whatever its style: ClientSecret, client_secret, CLIENT-SECRET, x.client.secret.
//
//   speaks of a secret     a word of a secret                 Password, DbPwd, access_token, Cookie, Authorization
//                          a word that ends like one          clientsecret, mypassword
//                          `key` after a word that makes it   ApiKey, PrivateKey, SAS_KEY, sharedAccessKey
//                          `string` after connection          ConnectionString
//   does not               the last word tells of it only     TokenCount, PasswordLength, SecretName, CredentialType
//                          the first word asks or counts      HasPassword, UseToken, MaxTokens
//                          `key` after any other word         PublicKey, KeyName, PrimaryKeyColumn, Hotkey

/// <summary>Tells by its name whether a member, a parameter or a header holds a secret.</summary>
internal static class SecretNames
{
    // Alone, and at the end of a longer word, since names in lower case do not show where words begin.
    private static readonly HashSet<string> s_words = Words(
        "password passwords passwd pwd passphrase passcode secret secrets token tokens credential credentials creds cred bearer apikey jwt sas sassignature otp totp "
        + "cookie cookies authorization connectionstring connectionstrings connstr privatekey secretkey accesskey accountkey sharedkey sharedaccesskey authkey saskey "
        + "signingkey encryptionkey masterkey clientkey subscriptionkey storagekey functionkey sessionkey");

    private static readonly string[] s_endings =
        ["password", "passwd", "passphrase", "secret", "token", "credential", "credentials", "pwd", "apikey", "privatekey", "secretkey", "accesskey", "accountkey",
         "saskey", "authkey", "connectionstring"];

    private static readonly HashSet<string> s_beforeKey = Words(
        "api secret private access shared account auth authentication sas signing encryption decryption master session subscription storage function functions client host "
        + "admin service symmetric webhook license ssh app deploy wrapping hmac aes rsa");

    private static readonly HashSet<string> s_about = Words(
        "count length name names id ids type kind policy policies expiry expires expire expiration expired expiring age date time at on last set changed change changes "
        + "required enabled disabled status state url uri endpoint path paths file files folder format size version created updated modified thumbprint fingerprint "
        + "algorithm provider store source scope scopes usage used limit min max minimum maximum history reset attempts attempt prompt never valid field fields column "
        + "index issuer audience lifetime ttl rotation rotated manager vault reference ref label description rule rules level strength complexity days hours minutes "
        + "seconds tries retries page result decision method backend purpose owner encoding culture char position info option options exists present supported mode");

    private static readonly HashSet<string> s_asking = Words("is has have had can should must use uses using require requires allow allows no skip without enable disable show include "
        + "max min total prompt completion input output used remaining cancellation continuation next page sync skip public");

    private static readonly HashSet<string> s_innocent = Words("oldpwd");

    /// <summary>What every such name has in it.</summary>
    public static IReadOnlyList<string> Hints { get; } = ["pass", "pwd", "secret", "token", "cred", "key", "bearer", "cookie", "authorization", "jwt", "sas", "otp", "conn"];

    private static readonly SearchValues<string> s_hints = SearchValues.Create([.. Hints], StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether anything in a text may be such a name.</summary>
    /// <param name="text">Any.</param>
    public static bool HoldHint(ReadOnlySpan<char> text) => text.ContainsAny(s_hints);

    /// <summary>Whether the value under this name is to be taken for a secret.</summary>
    /// <param name="name">Of a member, parameter, header or environment variable.</param>
    public static bool Speak(string name)
    {
        // Most names have nothing of the kind in them, and are not taken apart.
        if (name.Length is < 3 or > AuditLimits.NameLength || !HoldHint(name)) return false;
        List<string> words = Split(name);
        if (words.Count == 0 || s_innocent.Contains(string.Concat(words))) return false;
        int last = words.Count - 1;
        if (last > 0 && (s_about.Contains(words[last]) || s_asking.Contains(words[0]))) return false;
        for (int i = 0; i <= last; i++)
        {
            if (IsSecret(words[i])) return true;
            if (i == 0) continue;
            if (words[i] is "key" or "keys" && s_beforeKey.Contains(words[i - 1])) return true;
            if (words[i] is "string" or "strings" or "str" && words[i - 1] is "connection" or "conn") return true;
        }
        return words[last] is "pass" && last > 0;
    }

    /// <summary>Whether a member tells only about the secret that it is a part of: its name, its kind, when it ends.</summary>
    /// <param name="name">Of a member of an object whose own name speaks of a secret.</param>
    public static bool TellAbout(string name) => Split(name) is [.., var last] && s_about.Contains(last);

    private static bool IsSecret(string word) => s_words.Contains(word) || Array.Exists(s_endings, ending => word.Length > ending.Length && word.EndsWith(ending, StringComparison.Ordinal));

    /// <summary>The words in lower case: at capitals, digits and whatever is no letter.</summary>
    private static List<string> Split(string name)
    {
        List<string> words = [];
        int start = 0;
        for (int i = 0; i <= name.Length; i++)
        {
            bool ends = i == name.Length || !char.IsLetter(name[i])
                || (i > start && char.IsUpper(name[i]) && (char.IsLower(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))));
            if (!ends) continue;
            if (i > start) words.Add(name[start..i].ToLowerInvariant());
            start = i < name.Length && char.IsLetter(name[i]) ? i : i + 1;
        }
        return words;
    }

    private static HashSet<string> Words(string list) => new(list.Split(' '), StringComparer.Ordinal);
}
