using System.Text;

namespace AuditCmdlets.Logs;

/// <summary>A small text file that appears whole or not at all.</summary>
internal static class TextFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="kind">What it is; it replaces a file of its own kind alone.</param>
    /// <param name="text">Written as UTF-8 without a byte order mark.</param>
    /// <param name="overwrite">Whether a file may already be there.</param>
    /// <exception cref="AuditException">AuditDestinationExists, AuditDestinationInvalid; then nothing is left behind.</exception>
    public static void Write(string path, FileKind kind, string text, bool overwrite)
    {
        Check(path, kind, overwrite);
        WholeFile.Create(path, kind, overwrite, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Refuses a place where a file already is, before any work is done.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="kind">What is to be written.</param>
    /// <param name="overwrite">Whether a file of that kind may already be there; nothing else ever may.</param>
    /// <exception cref="AuditException">AuditDestinationExists, AuditDestinationInvalid.</exception>
    public static void Check(string path, FileKind kind, bool overwrite)
    {
        Destination.Check(path, kind, overwrite);
        if (!Directory.Exists(Path.GetDirectoryName(path))) throw new AuditException(AuditError.AuditDestinationInvalid, $"'{path}' cannot be written: there is no folder '{Path.GetDirectoryName(path)}'. Create it first.");
    }
}
