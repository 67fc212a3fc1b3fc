using System.Text;

namespace AuditChain.Notes;

/// <summary>A signed checkpoint in a file of its own: what a verifier is handed.</summary>
public static class CheckpointFile
{
    private const int MaxBytes = 1_000_000; // of a note, by the format

    /// <summary>Reads it.</summary>
    /// <param name="path">An existing file.</param>
    /// <exception cref="AuditException">AuditCheckpointInvalid: it cannot be read, or holds no checkpoint.</exception>
    public static SignedNote Read(string path)
    {
        byte[] bytes = new byte[MaxBytes + 1];
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length > MaxBytes ? throw Invalid(path, $"it has more than {MaxBytes} bytes") : Parse(NoteText.Utf8.GetString(bytes, 0, length));
        }
        catch (DecoderFallbackException)
        {
            throw Invalid(path, "it is not UTF-8");
        }
        catch (AuditException e) when (!e.Message.Contains(path, StringComparison.Ordinal))
        {
            throw Invalid(path, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new AuditException(AuditError.AuditCheckpointInvalid, $"The checkpoint file '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Parses a note whose line ends an editor, Set-Content or version control may have changed, and no more: the signature tells whether that was all.</summary>
    /// <param name="text">The text of a note.</param>
    /// <exception cref="AuditException">AuditCheckpointInvalid.</exception>
    public static SignedNote Parse(string text)
    {
        SignedNote note = SignedNote.Parse(text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n') + '\n');
        note.Checkpoint();
        return note;
    }

    private static AuditException Invalid(string path, string problem) => new(
        AuditError.AuditCheckpointInvalid, $"'{path}' is not a signed checkpoint: {problem.TrimEnd('.')}. Hand over the note exactly as attesting printed it.");
}
