namespace AuditChain.Events;

/// <summary>Names of the catalogue as identifiers of C# and PowerShell.</summary>
internal static class EventNames
{
    // What New-AuditEvent has besides: the members of an entry, and the parameters of every command.
    private static readonly string[] s_taken =
    [
        "Type", "Message", "Action", "Target", "Actor", "Outcome", "Source", "CorrelationId", "Correlation", "Occurred", "Data",
        "Verbose", "Debug", "ErrorAction", "WarningAction", "InformationAction", "ProgressAction", "ErrorVariable", "WarningVariable",
        "InformationVariable", "OutVariable", "OutBuffer", "PipelineVariable", "WhatIf", "Confirm",
        "vb", "db", "ea", "wa", "infa", "proga", "ev", "wv", "iv", "ov", "ob", "pv", "wi", "cf",
    ];

    /// <summary>
    /// The identifier, with <c>Data</c> before it where New-AuditEvent has another parameter that begins so: PowerShell takes
    /// <c>-Error</c> for the start of <c>-ErrorAction</c>.
    /// </summary>
    /// <param name="name">The name of a member of the data.</param>
    public static string ToParameter(string name)
    {
        string identifier = ToIdentifier(name);
        return Array.Exists(s_taken, taken => taken.StartsWith(identifier, StringComparison.OrdinalIgnoreCase)) ? $"Data{identifier}" : identifier;
    }

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
