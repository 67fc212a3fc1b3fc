using System.Text;
using AuditChain;

namespace AuditCli;

/// <summary>Writes a signed note into a file of its own.</summary>
internal static class NoteFile
{
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
}
