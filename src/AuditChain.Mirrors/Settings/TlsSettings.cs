using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AuditChain.Mirrors.Settings;

/// <summary>How the other side is known, and how it knows us: PEM files, read anew for every connection, so that a renewed certificate needs no restart.</summary>
public sealed class TlsSettings
{
    private readonly string? _authority, _certificate, _key, _serverName;
    private readonly SecretReference? _passphrase;
    private readonly X509RevocationMode _revocation;

    /// <summary>Reads <c>ca</c>, <c>clientCertificate</c>, <c>clientKey</c>, <c>clientKeyPassphrase</c>, <c>serverName</c> and <c>revocation</c>.</summary>
    /// <param name="options">The options of the mirror.</param>
    /// <exception cref="AuditException">AuditMirrorInvalid.</exception>
    public TlsSettings(KindOptions options)
    {
        _authority = options.Text("ca");
        _certificate = options.Text("clientCertificate");
        _key = options.Text("clientKey");
        _passphrase = options.Secret("clientKeyPassphrase");
        _serverName = options.Text("serverName");
        // A private authority mostly has no revocation list, and then every other mode refuses it.
        _revocation = options.Word("revocation", "none", "offline", "online") switch
        {
            "offline" => X509RevocationMode.Offline,
            "online" => X509RevocationMode.Online,
            _ => X509RevocationMode.NoCheck,
        };
        if ((_certificate is null) != (_key is null))
            throw MirrorSettings.Invalid("A client certificate needs both files: 'clientCertificate' and 'clientKey'.");
    }

    /// <summary>True when an option of TLS is given.</summary>
    public bool IsGiven => _authority is not null || _certificate is not null || _serverName is not null;

    /// <summary>The name that the server's certificate must have; null for that of the address.</summary>
    public string? ServerName => _serverName;

    /// <summary>What a connection needs.</summary>
    /// <param name="host">Whom it goes to.</param>
    /// <exception cref="AuditException">AuditMirrorInvalid: a file cannot be read, or is not what it should be.</exception>
    public SslClientAuthenticationOptions ForHost(string host)
    {
        try
        {
            X509ChainPolicy policy = new() { RevocationMode = _revocation };
            if (_authority is not null)
            {
                policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
                policy.CustomTrustStore.ImportFromPemFile(_authority);
            }
            return new SslClientAuthenticationOptions
            {
                TargetHost = _serverName ?? host,
                CertificateChainPolicy = policy,
                ClientCertificateContext = _certificate is null ? null : SslStreamCertificateContext.Create(LoadCertificate(), additionalCertificates: null),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new AuditException(AuditError.AuditMirrorInvalid, $"A certificate of the mirror cannot be used: {e.Message}", e);
        }
    }

    private X509Certificate2 LoadCertificate()
    {
        X509Certificate2 pem = _passphrase is null
            ? X509Certificate2.CreateFromPemFile(_certificate!, _key)
            : X509Certificate2.CreateFromEncryptedPemFile(_certificate!, _passphrase.Read(), _key);
        if (!OperatingSystem.IsWindows()) return pem;
        // Windows does not use a key that is only in memory.
        using (pem) return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
    }
}
