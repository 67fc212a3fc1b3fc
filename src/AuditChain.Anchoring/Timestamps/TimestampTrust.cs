using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AuditChain.Anchoring.Timestamps;

/// <summary>Reads the certificates of time-stamp authorities that a caller hands over.</summary>
public static class TimestampTrust
{
    private const int MaxBytes = 1 << 20;
    private const int MaxCertificates = 100;

    /// <summary>Reads a file of certificates.</summary>
    /// <param name="path">PEM with one certificate or more, or one certificate as DER; at most 1 MiB and 100 certificates.</param>
    /// <exception cref="AuditException">AuditTrustInvalid: not there, not readable, or no certificate.</exception>
    public static IReadOnlyList<X509Certificate2> Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.Length > MaxBytes) throw Invalid(path, $"it has more than {MaxBytes} bytes");
            byte[] content = new byte[file.Length];
            file.ReadExactly(content);
            if (content.AsSpan().IndexOf("-----BEGIN "u8) < 0) return [X509CertificateLoader.LoadCertificate(content)];
            X509Certificate2Collection read = [];
            read.ImportFromPem(System.Text.Encoding.UTF8.GetString(content));
            return read.Count switch
            {
                0 => throw Invalid(path, "it holds no certificate"),
                > MaxCertificates => throw Invalid(path, $"it holds more than {MaxCertificates} certificates"),
                _ => [.. read],
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw Invalid(path, e.Message.TrimEnd('.'), e);
        }
    }

    private static AuditException Invalid(string path, string why, Exception? inner = null) =>
        new(AuditError.AuditTrustInvalid, $"{NoteText.Quote(path)} cannot be used as certificates of time-stamp authorities: {why}.", inner);
}
