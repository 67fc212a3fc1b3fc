using System.Management.Automation.Language;
using AuditCmdlets.Values;

namespace AuditCmdlets.Events;

/// <summary>Reads types from a file: JSON, or a data file of PowerShell, which may hold values and no code.</summary>
internal static class CatalogueFile
{
    /// <summary>The types of a file.</summary>
    /// <param name="path">Its full path; a name that ends in .psd1 is a data file, any other JSON.</param>
    /// <exception cref="AuditException">AuditLogNotFound, AuditLogAccessDenied, AuditCatalogueInvalid.</exception>
    public static EventCatalogue Read(string path)
    {
        try
        {
            if (Directory.Exists(path)) throw new AuditException(AuditError.AuditCatalogueInvalid, $"'{path}' is a folder. Name a file in it.");
            byte[] bytes = File.ReadAllBytes(path);
            return EventCatalogue.Parse(path.EndsWith(".psd1", StringComparison.OrdinalIgnoreCase) ? ToJson(path) : bytes, path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new AuditException(AuditError.AuditLogNotFound, $"There is no file '{path}'. Check the path.", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new AuditException(AuditError.AuditLogAccessDenied, $"'{path}' cannot be read: {e.Message}", e);
        }
    }

    private static byte[] ToJson(string path)
    {
        Ast script = Parser.ParseFile(path, out _, out ParseError[] errors);
        if (errors is [var first, ..]) throw Invalid(path, $"line {first.Extent.StartLineNumber}: {first.Message}");
        if (script.Find(static ast => ast is HashtableAst, searchNestedScriptBlocks: false) is not HashtableAst table)
            throw Invalid(path, "expected a hashtable such as @{ Version = '1.0'; Types = @( ... ) }.");
        try
        {
            LineBuffer buffer = new();
            new PSValueWriter().Write(buffer, table.SafeGetValue(), depth: 1);
            return buffer.Written.ToArray();
        }
        catch (InvalidOperationException e)
        {
            throw Invalid(path, $"a data file holds values and no code: {e.Message}", e);
        }
        catch (AuditException e)
        {
            throw Invalid(path, e.Message, e);
        }
    }

    private static AuditException Invalid(string path, string problem, Exception? cause = null) => new(AuditError.AuditCatalogueInvalid, $"{path}: {problem}", cause);
}
