namespace AuditChain;

/// <summary>Names of the catalogue as identifiers of C# and PowerShell.</summary>
internal static class EventNames
{
    /// <summary><c>CredentialDenied</c> for <c>credential-denied</c>, <c>StatusCode</c> for <c>status_code</c>, <c>LeaseId</c> for <c>leaseId</c>.</summary>
    /// <param name="name">A name; what is no letter or digit separates words.</param>
    public static string ToIdentifier(string name)
    {
        Span<char> result = name.Length <= 256 ? stackalloc char[name.Length] : new char[name.Length];
        int length = 0;
        bool start = true;
        foreach (char c in name)
        {
            if (!char.IsLetterOrDigit(c))
            {
                start = true;
                continue;
            }
            result[length++] = start ? char.ToUpperInvariant(c) : c;
            start = false;
        }
        return new string(result[..length]);
    }
}
