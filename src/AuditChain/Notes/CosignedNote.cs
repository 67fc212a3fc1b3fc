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

    /// <summary>The note with the cosignatures that are kept for one of its signatures.</summary>
    /// <param name="note">The note as it was signed.</param>
    /// <param name="evidence">What a log keeps; records of other notes and kinds are passed over, and so is what is no signature line.</param>
    public static SignedNote With(SignedNote note, IEnumerable<EvidenceRecord> evidence)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(evidence);
        HashSet<Digest> artifacts = [.. note.Signatures.Select(signature => SignatureLine.ArtifactHash(note, signature))];
        string[] lines =
        [
            .. evidence.Where(record => record.Kind == EvidenceKinds.Cosignature && artifacts.Contains(record.Note))
                .Select(record => Encoding.UTF8.GetString(record.Data.Span))
                .Where(line => SignedNote.TryParse($"{note.Text}\n{line}\n", out SignedNote? added, out _) && added!.Signatures.Count == 1),
        ];
        return lines.Length == 0 ? note : Merge(note, lines);
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
