namespace AuditChain.Moat;

// moat hashes the data of an entry as Go's encoder writes it: the members of a typed struct in the order of their
// declaration. Its own export reads the data back without the type and writes the members sorted, so that its verifier calls
// its honest bundles tampered. Whoever knows the declarations (internal/audit, all versions since 2026-01) can tell.

/// <summary>The members of moat's types of data, in the order in which they are declared.</summary>
internal static class MoatTypes
{
    private static readonly Dictionary<string, string[]> s_declared = new(StringComparer.Ordinal)
    {
        ["console"] = ["line"],
        ["network"] = ["method", "url", "status_code", "duration_ms", "credential_used", "error"],
        ["credential"] = ["name", "action", "host"],
        ["secret"] = ["name", "backend"],
        ["ssh"] = ["action", "host", "fingerprint", "error"],
        ["container"] = ["action", "privileged", "reason", "buildkit_enabled", "buildkit_container_id", "buildkit_network_id"],
        ["exec"] = ["command", "has_stdin", "exit_code"],
        ["policy"] = ["scope", "operation", "decision", "rule", "message"],
    };

    /// <summary>The order in which a type declares the members that are there.</summary>
    /// <param name="type">The entry's type.</param>
    /// <param name="value">Its data.</param>
    /// <returns>Indexes into the members; null when the type is not known, or a member is not one of it.</returns>
    public static int[]? DeclaredOrder(string type, MoatValue value)
    {
        if (value.Members.Count < 2 || !s_declared.TryGetValue(type, out string[]? declared) || value.Members.Count > declared.Length) return null;
        int[] places = new int[value.Members.Count];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = Array.IndexOf(declared, value.NameOf(i));
            if (places[i] < 0) return null;
        }
        int[] order = [.. Enumerable.Range(0, places.Length)];
        Array.Sort(places, order);
        return order;
    }
}
