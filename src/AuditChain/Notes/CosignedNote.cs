using System.Globalization;
using System.Text;

namespace AuditChain.Notes;

// Lines that others added to a note are evidence and kept beside it; this puts them together for a reader or a bundle. The order
// is the format's, so that the same evidence gives the same bytes: own signatures first, in their order, then others by key id
// (as 8 hexadecimal digits), name, and the bytes of the line.

/// <summary>Adds signature lines of others to a note.</summary>
public static class CosignedNote
{
    /// <summary>The note with further lines, each once, those of others in the format's order.</summary>
    /// <param name="note">The note as it was signed.</param>
    /// <param name="lines">Signature lines without line feeds, of witnesses or other keys.</param>
    /// <param name="isOwn">Which signatures stay first, in their order; null for all that the note has.</param>
    /// <exception cref="AuditException"><see cref="AuditError.AuditCheckpointInvalid"/>: a line is none, or there are more than a note may have.</exception>
    public static SignedNote Merge(SignedNote note, IEnumerable<string> lines, Predicate<NoteSignature>? isOwn = null)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(lines);
        NoteSignature[] own = [.. note.Signatures.Where(signature => isOwn?.Invoke(signature) ?? true)];
        HashSet<string> seen = new(own.Select(SignatureLine.Text), StringComparer.Ordinal);
        NoteSignature[] others =
        [
            .. note.Signatures.Except(own)
                .Concat(lines.Select(line => SignedNote.Parse($"{note.Text}\n{line}\n")).SelectMany(added => added.Signatures))
                .Where(signature => seen.Add(SignatureLine.Text(signature)))
                .OrderBy(signature => signature.KeyId.ToString("x8", CultureInfo.InvariantCulture), StringComparer.Ordinal)
                .ThenBy(signature => signature.KeyName, StringComparer.Ordinal)
                .ThenBy(SignatureLine.Text, StringComparer.Ordinal),
        ];
        var merged = new StringBuilder(note.Text).Append('\n');
        foreach (NoteSignature signature in own.Concat(others)) merged.Append(SignatureLine.Text(signature)).Append('\n');
        return SignedNote.Parse(merged.ToString());
    }

    /// <summary>Keeps one line of each witness: the earliest that is valid. Lines that do not hold, and those of unknown keys, are dropped.</summary>
    /// <param name="note">A note with cosignatures.</param>
    /// <param name="witnesses">The keys that are known.</param>
    public static IReadOnlyList<string> Valid(SignedNote note, IEnumerable<WitnessKey> witnesses)
    {
        ArgumentNullException.ThrowIfNull(witnesses);
        return
        [
            .. witnesses.Select(key => Cosignature.Check(note, key))
                .Where(cosignature => cosignature.Verification == NoteVerification.Valid)
                .Select(cosignature => SignatureLine.Text(cosignature.Signature!)),
        ];
    }
}
