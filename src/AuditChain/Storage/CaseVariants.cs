namespace AuditChain.Storage;

/// <summary>The folding table backwards: which characters become a given one.</summary>
internal static class CaseVariants
{
    private static readonly Dictionary<char, char[]> s_variants = Build();

    /// <summary>The characters that fold to this one, itself left out.</summary>
    public static ReadOnlySpan<char> Of(char folded) => s_variants.TryGetValue(folded, out char[]? variants) ? variants : [];

    private static Dictionary<char, char[]> Build()
    {
        Dictionary<char, char[]> variants = [];
        for (int character = 0; character <= char.MaxValue; character++)
        {
            char folded = (char)Folding.Fold(character);
            if (folded != character) variants[folded] = [.. variants.GetValueOrDefault(folded, []), (char)character];
        }
        return variants;
    }
}
