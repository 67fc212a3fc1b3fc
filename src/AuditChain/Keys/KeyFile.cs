using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Cryptography;
using System.Security.Principal;
using System.Text;
using AuditChain.Files;

namespace AuditChain.Keys;

// Key files on disk: read with a bound, and created so that at no moment another user can read them or a cut-off one stands
// at the path: a temporary file in the same folder, its contents synced, then renamed.
internal static class KeyFile
{
    private const int MaxLength = 64 * 1024;

    /// <summary>Reads a whole key file. The caller zeroes the bytes where they are a secret.</summary>
    /// <param name="path">The file.</param>
    /// <param name="secret">Whether it is refused where everybody on the machine may read or write it. On Windows its access list is left to its owner.</param>
    internal static byte[] Read(string path, bool secret = false)
    {
        byte[] buffer = new byte[MaxLength + 1];
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            int length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length > MaxLength) throw new AuditException(AuditError.AuditKeyInvalid, $"{path} is not a key file: it has more than {MaxLength} bytes.");
            // What is no private key is told so by whoever reads it.
            if (secret && buffer.AsSpan(0, length).IndexOf("PRIVATE KEY-----"u8) >= 0) RequirePrivate(file, path);
            return buffer[..length];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or ArgumentException)
        {
            throw new AuditException(AuditError.AuditKeyNotFound, $"There is no key file at {NoteText.Quote(path)}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditException(AuditError.AuditKeyNotFound, $"The key file {path} cannot be read: {e.Message}", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    /// <summary>The text of a key file; a byte order mark is dropped.</summary>
    internal static string Decode(byte[] content, string path)
    {
        try
        {
            return NoteText.Utf8.GetString(content).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException e)
        {
            throw new AuditException(AuditError.AuditKeyInvalid, $"{path} is not a key file: it is neither PEM nor lines of text, and has {content.Length} bytes.", e);
        }
    }

    /// <summary>Writes a secret to a new file that only its owner can read: mode 0600; on Windows an access list of the user, the system and administrators.</summary>
    internal static void Create(string path, ReadOnlySpan<byte> content, bool overwrite)
    {
        string target = Path.GetFullPath(path);
        if (!overwrite && Path.Exists(target)) throw Exists(path);
        Destination.Check(target, FileKind.PrivateKey, overwrite: true);
        FileSizeLimit.FailInsteadOfKill();
        string temporary = $"{target}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}.tmp";
        try
        {
            using (FileStream file = OperatingSystem.IsWindows() ? CreateOnWindows(temporary) : CreateOnUnix(temporary))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            if (!FilePlace.TryTake(temporary, target, overwrite)) throw Exists(path); // another process was faster
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditException(AuditError.AuditDestinationInvalid, $"The key file {path} cannot be written: {FilePlace.Reason(e, temporary, path)}", e);
        }
        finally
        {
            FilePlace.TryDelete(temporary);
        }
    }

    /// <summary>Looks at the open file, so that nobody can put another one there in between.</summary>
    private static void RequirePrivate(FileStream file, string path)
    {
        const UnixFileMode Everybody = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file.SafeFileHandle) & Everybody) == UnixFileMode.None) return;
        throw new AuditException(AuditError.AuditKeyInvalid, $"The private key {path} is not used: every user of this machine may read or change it. Replace the key if others were there; else make it yours alone: chmod 600 '{path}'.");
    }

    private static AuditException Exists(string path) =>
        new(AuditError.AuditKeyExists, $"There is a file at {path} already, and a key that is replaced is lost. Choose another path.");

    [UnsupportedOSPlatform("windows")]
    private static FileStream CreateOnUnix(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        Share = FileShare.None,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });

    [SupportedOSPlatform("windows")]
    private static FileStream CreateOnWindows(string path)
    {
        var security = new FileSecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        using WindowsIdentity user = WindowsIdentity.GetCurrent();
        SecurityIdentifier[] readers = [user.User!, new(WellKnownSidType.LocalSystemSid, null), new(WellKnownSidType.BuiltinAdministratorsSid, null)];
        foreach (SecurityIdentifier reader in readers)
            security.AddAccessRule(new FileSystemAccessRule(reader, FileSystemRights.FullControl, AccessControlType.Allow));
        return new FileInfo(path).Create(FileMode.CreateNew, FileSystemRights.Write, FileShare.None, 4096, FileOptions.None, security);
    }
}
