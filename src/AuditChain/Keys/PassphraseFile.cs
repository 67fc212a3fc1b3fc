using System.Text;

namespace AuditChain.Keys;

/// <summary>The environment variable and the file from which every face takes a passphrase; never the command line, which every user of a machine can read.</summary>
public static class PassphraseFile
{
    /// <summary>The environment variable that holds a passphrase.</summary>
    public const string Variable = "AUDITLOG_PASSPHRASE";

    private const int MaxBytes = 64 * 1024;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>What the environment says; null when it says nothing.</summary>
    public static string? FromEnvironment => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? text : null;

    /// <summary>The first line of a file that its owner alone may read.</summary>
    /// <param name="path">UTF-8, at most 64 KiB.</param>
    /// <exception cref="AuditException">AuditKeyPassphrase: it cannot be read, is empty, or others may read or change it (not checked on Windows).</exception>
    public static string Read(string path)
    {
        byte[] bytes = new byte[MaxBytes + 1];
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & Others) != UnixFileMode.None)
                throw Problem(path, $"is not used: others than its owner may read or change it. Make it yours alone: chmod 600 '{path}'");
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > MaxBytes) throw Problem(path, $"is longer than {MaxBytes} bytes");
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length).TrimStart('\uFEFF');
            string first = text.Split('\n', 2)[0].TrimEnd('\r');
            return first.Length > 0 ? first : throw Problem(path, "has an empty first line");
        }
        catch (DecoderFallbackException)
        {
            throw Problem(path, "is not UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Problem(path, $"cannot be read: {e.Message.TrimEnd('.')}");
        }
        finally
        {
            Array.Clear(bytes);
        }
    }

    private static AuditException Problem(string path, string what) => new(AuditError.AuditKeyPassphrase, $"The passphrase file '{path}' {what}.");
}
