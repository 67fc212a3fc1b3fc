namespace AttackMatrix.Vectors;

/// <summary>The rows of the table of threats: what an attacker tries, and what must be said.</summary>
internal static class ThreatRows
{
    public static readonly string[] Titles =
    [
        "a byte of a stored line, hash or index changed: Tampered, at that entry",
        "the index that queries use changed so that they miss an entry, the line intact: Tampered",
        "last entries deleted, an attestation beyond the new end still there: Truncated",
        "last entries and newer attestations deleted, a checkpoint kept elsewhere: Truncated",
        "all entries deleted: Truncated against any checkpoint; without one nothing was verified",
        "first entries deleted, the rest linked anew: Tampered, or Forked against a checkpoint",
        "a middle entry deleted, inserted, duplicated, swapped, seq 0 or negative: Tampered",
        "whole chain rewritten, attestations of the old one left: Forked",
        "whole chain rewritten and signed with another key: Unverifiable, Forked against a checkpoint",
        "an attestation edited, or of another log: Tampered",
        "signatures and keys that mathematics allows and honesty does not: refused",
        "a bundle bent, cut, padded, re-spelled or bloated: the right verdict, never a crash",
        "an opening that does not match, of another entry, or twice: Tampered",
        "bytes moved between fields: the line is the pre-image, so the hash differs",
        "numbers, text and times re-spelled: Tampered",
        "an honest log, whatever its values: Intact",
        "a database that is broken, foreign or crafted: Malformed, or a clear error",
        "what a crash leaves behind: nothing acknowledged is lost",
        "several processes appending to one log: one chain, nothing lost",
        "a restored backup, or two copies that went on separately: Truncated or Forked",
        "a clock set back: appended in order, and reported",
        "hostile input to append: refused, and nothing stored",
        "a path that does not exist: an error, and nothing created",
        "anything in the file beside the tables of this version, or a table that is not as it makes them: Tampered before a row is believed",
        "files planted beside a log: refused; entries in a live write-ahead log: never missed; nothing is ever written by a reader",
        "records hidden behind an odd one, bytes between, before or after gzip members: what was read is what was verified",
        "a part passed off as the whole: Truncated, unless a part was asked for",
        "old key statements replayed in a rewritten history: they vouch for nothing there",
        "text that forges lines of a view or a report: shown as symbols",
        "damage that shows only once: Malformed, never swallowed",
        "many attestations, proofs, statements, notes, empty lines: time linear in the file, the report bounded",
    ];
}
