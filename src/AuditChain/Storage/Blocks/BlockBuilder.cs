namespace AuditChain.Storage.Blocks;

/// <summary>
/// Builds the index of a block from its lines, in their order: what an appender writes and a verifier computes again.
/// Allocates nothing once its buffers have grown (about 300 KB); not thread-safe.
/// </summary>
internal sealed class BlockBuilder
{
    private readonly MemberBuilder[] _members = new MemberBuilder[BlockFormat.Members];
    private readonly byte[] _data = new byte[BlockFormat.MaxBytes];
    private long _smallest, _largest;

    public BlockBuilder()
    {
        FoldBuffer folding = new();
        for (int i = 0; i < _members.Length; i++) _members[i] = new MemberBuilder(folding);
        Clear();
    }

    /// <summary>Rows so far, 0 to 4,096.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the block has all of its rows, and <see cref="Data"/> can be asked.</summary>
    public bool IsComplete => Count == BlockFormat.Rows;

    /// <summary>Starts the next block.</summary>
    public void Clear()
    {
        foreach (MemberBuilder member in _members) member.Clear();
        (_smallest, _largest) = (long.MaxValue, long.MinValue);
        Count = 0;
    }

    /// <summary>Adds the next line.</summary>
    /// <param name="line">An entry line.</param>
    /// <param name="facts">What <see cref="EntryFacts.TryRead"/> found in it.</param>
    /// <exception cref="InvalidOperationException">The block is complete.</exception>
    public void Add(ReadOnlySpan<byte> line, in EntryFacts facts)
    {
        if (IsComplete) throw new InvalidOperationException("The block is complete; clear the builder first.");
        Add(EntryMember.Type, line, facts.Type);
        Add(EntryMember.Actor, line, facts.ActorId);
        Add(EntryMember.Action, line, facts.Action);
        Add(EntryMember.Target, line, facts.TargetId);
        Add(EntryMember.Outcome, line, facts.Outcome);
        Add(EntryMember.Source, line, facts.Source);
        Add(EntryMember.Correlation, line, facts.Correlation);
        _smallest = Math.Min(_smallest, facts.TimeTicks);
        _largest = Math.Max(_largest, facts.TimeTicks);
        Count++;
    }

    /// <summary>The data of a member.</summary>
    /// <param name="member">1 to 8: an <see cref="EntryMember"/>, or <see cref="BlockFormat.TimeMember"/>.</param>
    /// <returns>Valid until the next call.</returns>
    /// <exception cref="InvalidOperationException">The block is not complete.</exception>
    public ReadOnlySpan<byte> Data(int member)
    {
        if (!IsComplete)
            throw new InvalidOperationException($"The block has {Count} of its {BlockFormat.Rows} rows; an incomplete one has no index.");
        if (member != BlockFormat.TimeMember) return _data.AsSpan(0, _members[member - 1].Write(_data));
        AuditTime.Format(new DateTimeOffset(_smallest, TimeSpan.Zero), _data);
        AuditTime.Format(new DateTimeOffset(_largest, TimeSpan.Zero), _data.AsSpan(AuditTime.Length));
        return _data.AsSpan(0, BlockFormat.TimesBytes);
    }

    private void Add(EntryMember member, ReadOnlySpan<byte> line, TextSpan value)
    {
        if (value.IsPresent) _members[(int)member - 1].Add(Count, value.In(line));
        else _members[(int)member - 1].AddAbsent(Count);
    }
}
