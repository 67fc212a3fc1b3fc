namespace AuditChain.Mirrors.Schemas;

/// <summary>Makes nested objects of dotted paths.</summary>
internal static class JsonPaths
{
    public static void Set(this IDictionary<string, object?> root, string path, object? value)
    {
        IDictionary<string, object?> at = root;
        string[] parts = path.Split('.');
        foreach (string part in parts.AsSpan(0, parts.Length - 1))
        {
            if (!at.TryGetValue(part, out object? next)) at[part] = next = new Dictionary<string, object?>(StringComparer.Ordinal);
            at = (IDictionary<string, object?>)next!;
        }
        at[parts[^1]] = value;
    }
}
