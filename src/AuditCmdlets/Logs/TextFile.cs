using System.Text;

namespace AuditCmdlets.Logs;

/// <summary>A small text file that appears whole or not at all.</summary>
internal static class TextFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="text">Written as UTF-8 without a byte order mark.</param>
    /// <param name="overwrite">Whether a file may already be there.</param>
    /// <exception cref="AuditException">AuditDestinationExists, AuditDestinationInvalid; then nothing is left behind.</exception>
    public static void Write(string path, string text, bool overwrite)
    {
        Check(path, overwrite);
        WholeFile.Create(path, overwrite, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Refuses a place where a file already is, before any work is done.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="overwrite">Whether a file may already be there; a folder never may.</param>
    /// <exception cref="AuditException">AuditDestinationExists, AuditDestinationInvalid.</exception>
    public static void Check(string path, bool overwrite)
    {
        if (Directory.Exists(path)) throw new AuditException(AuditError.AuditDestinationInvalid, $"'{path}' is a folder. Name a file in it.");
        if (!overwrite && File.Exists(path)) throw Exists(path);
        if (!Directory.Exists(Path.GetDirectoryName(path))) throw new AuditException(AuditError.AuditDestinationInvalid, $"'{path}' cannot be written: there is no folder '{Path.GetDirectoryName(path)}'. Create it first.");
    }

    private static AuditException Exists(string path) =>
        new(AuditError.AuditDestinationExists, $"'{path}' already exists. Choose another name, or overwrite it with -Force.");
}
