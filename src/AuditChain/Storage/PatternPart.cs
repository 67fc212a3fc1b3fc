namespace AuditChain.Storage;

/// <summary>What a part of a pattern stands for.</summary>
internal enum PatternPartKind
{
    Character,
    AnyCharacter,
    AnyText,
    OneOf,
}

/// <summary>A part of a <see cref="NamePattern"/>, compared with folded text.</summary>
internal readonly record struct PatternPart(PatternPartKind Kind, char Character = default, (char First, char Last)[]? Ranges = null)
{
    public static PatternPart Of(char folded) => new(PatternPartKind.Character, folded);

    public bool Matches(char folded) => Kind switch
    {
        PatternPartKind.Character => folded == Character,
        PatternPartKind.OneOf => HoldsOneCaseOf(folded),
        _ => true,
    };

    /// <summary>The ranges are as they were typed: [A-C] holds c, because one of its cases lies in it.</summary>
    private bool HoldsOneCaseOf(char folded)
    {
        if (Holds(folded)) return true;
        foreach (char other in CaseVariants.Of(folded))
        {
            if (Holds(other)) return true;
        }
        return false;
    }

    private bool Holds(char character)
    {
        foreach ((char first, char last) in Ranges!)
        {
            if (character >= first && character <= last) return true;
        }
        return false;
    }
}
