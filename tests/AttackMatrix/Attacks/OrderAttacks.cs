using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Attacks;

/// <summary>Rows 6 and 7: entries taken away from the start, or added, doubled and exchanged in the middle.</summary>
internal static class OrderAttacks
{
    private const int At = HonestLog.Victim;

    public static void Add(VectorSet set)
    {
        AddStart(set);
        LogContent deleted = HonestLog.Make();
        deleted.Lines.RemoveAt(At - 1);
        Moved(set, "deleted", "entry 7 deleted", deleted, At);

        LogContent inserted = HonestLog.Make();
        inserted.Lines.Insert(At - 1, LineText.Place(inserted.Lines[2], inserted.Leaf(At - 1), At));
        set.Texts(new(7, "inserted", "an entry inserted before entry 7, under its number", Why: "What was inserted links to entry 6 as 7 does, so it shows at the next place."), inserted, Expect.All(Expect.Tampered(At + 1)));
        Moved(set, "inserted", "an entry inserted before entry 7", inserted, At + 1, plain: false);

        LogContent doubled = HonestLog.Make();
        doubled.Lines.Insert(At, doubled.Lines[At - 1]);
        set.Texts(new(7, "duplicated", "entry 7 is there twice"), doubled, Expect.All(Expect.Tampered(At + 1)));
        LogContent honest = HonestLog.Make();
        set.Log(new(7, "duplicated", "a copy of entry 7 appended as row 25"), DatabaseBuilder.Build(honest, [.. honest.Lines.Select(EntryRow.Of), EntryRow.Of(honest.Lines[At - 1]) with { Seq = 25 }]), Expect.All(Expect.Tampered(25)));

        LogContent swapped = HonestLog.Make();
        (swapped.Lines[At - 1], swapped.Lines[At]) = (swapped.Lines[At], swapped.Lines[At - 1]);
        set.Log(new(7, "swapped", "the rows of the entries 7 and 8 exchanged"), DatabaseBuilder.Build(swapped, swapped.Lines.Select((line, i) => EntryRow.Of(line) with { Seq = i + 1 })), Expect.All(Expect.Tampered(At)));
        set.Texts(new(7, "swapped", "the entries 7 and 8 exchanged"), swapped, Expect.All(Expect.Tampered(At)));
        Moved(set, "swapped", "the entries 7 and 8 exchanged", swapped, At, plain: false);
        AddNumbers(set, honest);
    }

    private static void AddStart(VectorSet set)
    {
        LogContent content = HonestLog.Make();
        content.Lines.RemoveRange(0, 4);
        Expect part = Expect.Each(Expect.Vouched(0), Expect.Unverifiable(5), Expect.Unverifiable(5), Expect.Unverifiable(5));
        set.Log(new(6, "start-deleted", "the entries 1 to 4 deleted"), DatabaseBuilder.Build(content), Expect.All(Expect.Tampered(1)));
        set.Texts(new(6, "start-deleted", "the entries 1 to 4 deleted", Why: "As a file it is what an honest export of the entries from 5 on without its proof is; asked for as a part it is none of the attacks, and the report names the range."), content, part.AsPart(Expect.Truncated(1)));

        LogContent linked = content.Clone().Relink(1, firstSeq: 5);
        set.Log(new(6, "start-relinked", "the entries 1 to 4 deleted, the rest linked to the header", Rehashed: true), DatabaseBuilder.Build(linked), Expect.All(Expect.Tampered(1)));
        set.Texts(new(6, "start-relinked", "the entries 1 to 4 deleted, the rest linked to the header", Rehashed: true, Why: "Only entry 1 links to the header."), linked, Expect.All(Expect.Tampered(5)));

        LogContent renumbered = content.Clone().Relink(1);
        set.Everywhere(new(6, "start-renumbered", "the entries 1 to 4 deleted, the rest numbered and linked anew", Rehashed: true), renumbered, Expect.Rewritten(), Expect.RewrittenUnsigned());
        renumbered.Notes.Clear();
        set.Log(new(6, "start-renumbered-no-notes", "the entries 1 to 4 and all attestations deleted, the rest numbered and linked anew", Rehashed: true), DatabaseBuilder.Build(renumbered), Expect.RewrittenUnsigned());
        set.Bundles(new(6, "start-renumbered-no-notes", "the entries 1 to 4 and all attestations deleted, the rest numbered and linked anew", Rehashed: true), BundleText.Bundle(renumbered), Expect.RewrittenUnsigned());
    }

    private static void AddNumbers(VectorSet set, LogContent honest)
    {
        Number(set, "seq-zero", 0);
        Number(set, "seq-negative", -7);
        set.Log(new(7, "seq-zero-row", "the row of entry 7 moved to 0", Why: "The first row of the table does not hold entry 1."), DatabaseBuilder.Edit(DatabaseBuilder.Build(honest), $"UPDATE entries SET seq = 0 WHERE seq = {At}"), Expect.All(Expect.Tampered(null)));
        set.Log(new(7, "seq-negative-row", "a row with a negative number before all others, with a line of its own"), DatabaseBuilder.Build(honest, [EntryRow.Of(LineText.Place(honest.Lines[2], honest.HeaderHash, -1)), .. honest.Lines.Select(EntryRow.Of)]), Expect.All(Expect.Tampered(1)));
        set.Everywhere(new(7, "all-from-zero", "all entries numbered from 0 and linked anew", Rehashed: true), honest.Clone().Relink(1, firstSeq: 0), Expect.All(Expect.Tampered(1)));
        set.Everywhere(new(7, "all-negative", "all entries numbered from -30 and linked anew", Rehashed: true), honest.Clone().Relink(1, firstSeq: -30), Expect.All(Expect.Tampered(1)));
        LogContent gap = honest.Clone();
        gap.Lines[At] = LineText.Number(gap.Lines[At], At + 2);
        for (int place = At + 2; place <= gap.Lines.Count; place++) gap.Lines[place - 1] = LineText.Place(gap.Lines[place - 1], gap.Leaf(place - 1), place + 1);
        set.Everywhere(new(7, "gap", "a number left out after entry 7, the rest linked anew", Rehashed: true), gap, Expect.All(Expect.Tampered(At + 1)));
        LogContent huge = honest.Clone();
        huge.Lines[^1] = LineText.Number(huge.Lines[^1], AuditLimits.SafeInteger + 1);
        set.Everywhere(new(7, "seq-huge", "the last entry numbered 2^53"), huge, Expect.All(Expect.Tampered(HonestLog.Count)));
    }

    private static void Number(VectorSet set, string name, long seq)
    {
        LogContent content = HonestLog.Make();
        content.Lines[At - 1] = LineText.Number(content.Lines[At - 1], seq);
        Attack attack = new(7, name, $"the seq of entry 7 says {seq}");
        set.Log(attack, DatabaseBuilder.Build(content, content.Lines.Select((line, i) => EntryRow.Of(line) with { Seq = i + 1 })), Expect.All(Expect.Tampered(At)));
        set.Texts(attack, content, Expect.All(Expect.Tampered(At)));
    }

    /// <summary>As it is; with the numbers put right; and with the numbers and all links put right.</summary>
    private static void Moved(VectorSet set, string name, string words, LogContent content, int at, bool plain = true)
    {
        if (plain) set.Everywhere(new(7, name, words), content, Expect.All(Expect.Tampered(at)));
        set.Everywhere(new(7, $"{name}-renumbered", $"{words}, the rest numbered anew"), content.Clone().Renumber(At), Expect.All(Expect.Tampered(at)));
        set.Everywhere(new(7, $"{name}-rehashed", $"{words}, the rest numbered and linked anew", Rehashed: true), content.Clone().Relink(At), Expect.Rewritten(), Expect.RewrittenUnsigned());
    }
}
