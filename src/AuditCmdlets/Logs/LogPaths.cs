using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace AuditCmdlets.Logs;

/// <summary>Turns what a user typed into full paths of files, by PowerShell's own rules: drives, the current location, wildcards.</summary>
internal static class LogPaths
{
    /// <summary>Paths that may hold wildcards. A file that is there under the very name is meant literally.</summary>
    /// <param name="cmdlet">Whose location and drives are meant.</param>
    /// <param name="path">As typed.</param>
    /// <returns>At least one path; that of a file that is not there is left to the reader to report.</returns>
    /// <exception cref="AuditException">AuditLogNotFound: nothing matches, or it is not the path of a file.</exception>
    public static IReadOnlyList<string> Resolve(PSCmdlet cmdlet, string path)
    {
        if (LogOpener.IsService(path)) return [path];
        string literal = ResolveLiteral(cmdlet, path);
        if (Path.Exists(literal) || !WildcardPattern.ContainsWildcardCharacters(path)) return [literal];
        string[] matches = Matches(cmdlet, path);
        return matches.Length > 0 ? matches : throw new AuditException(AuditError.AuditLogNotFound, $"No file matches '{path}'. Check the path.");
    }

    /// <summary>A path that means one file, with or without wildcards.</summary>
    /// <param name="cmdlet">Whose location and drives are meant.</param>
    /// <param name="path">As typed.</param>
    /// <exception cref="AuditException">AuditLogNotFound: nothing or several files match, or it is not the path of a file.</exception>
    public static string ResolveOne(PSCmdlet cmdlet, string path) => Resolve(cmdlet, path) is [var one] ? one
        : throw new AuditException(AuditError.AuditLogNotFound, $"'{path}' matches several files, and one was expected. Name it.");

    /// <summary>A path as it stands, of a file that may not be there.</summary>
    /// <param name="cmdlet">Whose location and drives are meant.</param>
    /// <param name="path">As typed.</param>
    /// <exception cref="AuditException">AuditLogNotFound: it is not the path of a file.</exception>
    public static string ResolveLiteral(PSCmdlet cmdlet, string path)
    {
        if (LogOpener.IsService(path)) return path;
        try
        {
            string full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            return provider.Name == FileSystemProvider.ProviderName ? full
                : throw new AuditException(AuditError.AuditLogNotFound, $"'{path}' is a path of the provider {provider.Name}, and a file was expected.");
        }
        // A restricted endpoint has no providers: there a full path is taken as .NET takes it.
        catch (SessionStateException e) when (e is (ProviderNotFoundException or System.Management.Automation.DriveNotFoundException) && Path.IsPathFullyQualified(path))
        {
            return Path.GetFullPath(path);
        }
        catch (ProviderNotFoundException e) when (e.ItemName == FileSystemProvider.ProviderName)
        {
            throw new AuditException(AuditError.AuditLogNotFound, $"'{path}' is not a full path, and this session has no FileSystem provider, so there is no location that it could be relative to. Give the full path.", e);
        }
        catch (Exception e) when (e is SessionStateException or ArgumentException or NotSupportedException)
        {
            throw new AuditException(AuditError.AuditLogNotFound, $"'{path}' is not the path of a file: {e.Message}", e);
        }
    }

    private static string[] Matches(PSCmdlet cmdlet, string path)
    {
        try
        {
            return [.. cmdlet.GetResolvedProviderPathFromPSPath(path, out _).Where(File.Exists)];
        }
        catch (SessionStateException e) when (e is ProviderNotFoundException or System.Management.Automation.DriveNotFoundException)
        {
            throw new AuditException(AuditError.AuditLogNotFound, $"'{path}' holds wildcards, and this session has no FileSystem provider to match them. Name each file by its full path.", e);
        }
    }

    /// <summary>The one log that a command works on when it was given <paramref name="path"/>, or nothing.</summary>
    /// <param name="cmdlet">Whose location and drives are meant.</param>
    /// <param name="path">As typed; null for the default log.</param>
    /// <param name="literal">A path that is taken as it stands; then the other one does not count.</param>
    public static string OneOrDefault(PSCmdlet cmdlet, string? path, string? literal = null) =>
        literal is not null ? ResolveLiteral(cmdlet, literal) : path is not null ? ResolveOne(cmdlet, path) : DefaultLog.Named is { } named ? ResolveNamed(cmdlet, named) : ExistingOwn();

    /// <summary>The log that the environment names, which whoever reads the message may have forgotten.</summary>
    /// <param name="cmdlet">Whose location and drives are meant.</param>
    /// <param name="named">The value of the variable.</param>
    /// <exception cref="AuditException">AuditLogNotFound, with what to do.</exception>
    public static string ResolveNamed(PSCmdlet cmdlet, string named)
    {
        string full = ResolveLiteral(cmdlet, named);
        return LogOpener.IsService(full) || Path.Exists(full) ? full : throw new AuditException(
            AuditError.AuditLogNotFound,
            $"There is no audit log '{full}', which $env:{DefaultLog.Variable} names. Nothing was created. Check the variable, or create the log with New-AuditLog.");
    }

    /// <summary>The user's own log, for commands that never create it.</summary>
    /// <exception cref="AuditException">AuditLogNotFound, with what to do.</exception>
    public static string ExistingOwn() => File.Exists(DefaultLog.Own) ? DefaultLog.Own : throw new AuditException(
        AuditError.AuditLogNotFound,
        $"No log was named, and you have none of your own yet at '{DefaultLog.Own}'. Name one with -Path or in $env:{DefaultLog.Variable}; Add-AuditEntry without -Path starts your own.");
}
