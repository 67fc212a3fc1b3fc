using System.Text;
using AuditChain;

namespace AuditCli;

/// <summary>A signed note in a file of its own: what a verifier is handed as a checkpoint.</summary>
internal static class NoteFile
{
    private const int MaxBytes = 1_000_000; // of a note, by the format

    public static SignedNote Read(string path)
    {
        byte[] bytes = new byte[MaxBytes + 1];
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length);
            return SignedNote.TryParse(text, out SignedNote? note, out string? problem) && note!.TryCheckpoint(out _, out problem) ? note : throw Invalid(path, problem!);
        }
        catch (DecoderFallbackException)
        {
            throw Invalid(path, "it is not UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new AuditException(AuditError.AuditCheckpointInvalid, $"The checkpoint file '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Refuses a place that is taken or has no folder, before anything is signed.</summary>
    public static void RequireWritable(string path, bool overwrite)
    {
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
            throw new AuditException(AuditError.AuditDestinationInvalid, $"There is no folder for '{path}'. Nothing was signed. Create it first.");
        try
        {
            Destination.Check(Path.GetFullPath(path), FileKind.Note, overwrite);
        }
        catch (AuditException e)
        {
            throw new AuditException(e.Error, $"{e.Message} Nothing was signed.", e);
        }
    }

    /// <summary>Writes a note that is in the log already.</summary>
    public static void Write(string path, SignedNote note, bool overwrite)
    {
        try
        {
            WholeFile.Create(path, FileKind.Note, overwrite, stream => stream.Write(Encoding.UTF8.GetBytes(note.ToString())));
        }
        catch (AuditException e)
        {
            throw new AuditException(e.Error, $"The note is stored in the log, but {e.Message}", e);
        }
    }

    private static AuditException Invalid(string path, string problem) =>
        new(AuditError.AuditCheckpointInvalid, $"'{path}' is not a signed checkpoint: {problem}. Hand over the note exactly as 'auditlog attest' printed it.");
}
