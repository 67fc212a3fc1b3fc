using System.CommandLine;
using System.Text;
using AuditChain;

namespace AuditCli;

/// <summary>Where a passphrase comes from: a file or the environment, never the command line, which every user of the machine can read.</summary>
internal static class Passphrase
{
    public const string Variable = "AUDITLOG_PASSPHRASE";
    private const int MaxBytes = 64 * 1024;

    public static Option<string?> Option() =>
        CommonOptions.Text("--passphrase-file", "FILE", $"A file whose first line is the key's passphrase. Without it, {Variable} of the environment is taken if it is set.");

    /// <summary>The passphrase, or an empty one when none was given.</summary>
    public static string Read(string? path)
    {
        if (path is null) return Environment.GetEnvironmentVariable(Variable) ?? "";
        byte[] bytes = new byte[MaxBytes + 1];
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
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
            throw Problem(path, $"cannot be read: {e.Message}");
        }
        finally
        {
            Array.Clear(bytes);
        }
    }

    /// <summary>Runs what needs a passphrase; when it was missing or wrong, the message says where this program takes it from.</summary>
    public static T Explain<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (AuditException e) when (e.Error == AuditError.AuditKeyPassphrase)
        {
            throw new AuditException(e.Error, $"{e.Message} Give it with --passphrase-file FILE or in the environment variable {Variable}.", e);
        }
    }

    private static AuditException Problem(string path, string what) => new(AuditError.AuditKeyPassphrase, $"The passphrase file '{path}' {what}.");
}
