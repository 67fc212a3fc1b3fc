using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AuditService.Hosting;

/// <summary>A certificate and its issuers in PEM files, read again when they change. One that cannot be read leaves the last good one in use.</summary>
internal sealed class Certificate(string certificate, string key)
{
    private readonly Lock _gate = new();
    private SslStreamCertificateContext? _current;
    private (DateTime, DateTime) _stamp;

    /// <summary>The certificate as the files stand.</summary>
    /// <exception cref="AuditException">AuditConfigurationInvalid: it was never readable.</exception>
    public SslStreamCertificateContext Current()
    {
        lock (_gate)
        {
            (DateTime, DateTime) stamp = (File.GetLastWriteTimeUtc(certificate), File.GetLastWriteTimeUtc(key));
            if (_current is not null && stamp == _stamp) return _current;
            try
            {
                _current = Load();
                _stamp = stamp;
            }
            catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
            {
                if (_current is null) throw ConfigurationReader.Invalid($"The certificate '{certificate}' with the key '{key}' cannot be used: {e.Message}");
            }
            return _current;
        }
    }

    private SslStreamCertificateContext Load()
    {
        X509Certificate2Collection all = [];
        all.ImportFromPemFile(certificate);
        X509Certificate2 leaf = X509Certificate2.CreateFromPemFile(certificate, key);
        if (OperatingSystem.IsWindows())
        {
            // Windows cannot serve TLS with a key that was only ever in memory.
            using X509Certificate2 pem = leaf;
            leaf = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        }
        return SslStreamCertificateContext.Create(leaf, [.. all.Skip(1)], offline: true);
    }
}
