using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AuditChain.Tests.Mirrors.Kinds;

/// <summary>An authority of the test's own, a server and a client of it, and a client of somebody else; as PEM files.</summary>
internal sealed class TestCertificates
{
    private readonly TemporaryFolder _folder;

    public TestCertificates(TemporaryFolder folder)
    {
        _folder = folder;
        using X509Certificate2 authority = Authority("tests");
        File.WriteAllText(Ca, authority.ExportCertificatePem());
        Issue("server", authority, "1.3.6.1.5.5.7.3.1", "localhost");
        Issue("client", authority, "1.3.6.1.5.5.7.3.2", "client.example.com");
        using X509Certificate2 stranger = Authority("somebody else");
        File.WriteAllText(folder["other-ca.pem"], stranger.ExportCertificatePem());
        Issue("stranger", stranger, "1.3.6.1.5.5.7.3.2", "client.example.com");
    }

    public string Ca => _folder["ca.pem"];

    public string OtherCa => _folder["other-ca.pem"];

    public string Certificate(string name) => _folder[$"{name}.pem"];

    public string Key(string name) => _folder[$"{name}.key"];

    public X509Certificate2 Load(string name)
    {
        using X509Certificate2 pem = X509Certificate2.CreateFromPemFile(Certificate(name), Key(name));
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
    }

    private static X509Certificate2 Authority(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
    }

    private void Issue(string file, X509Certificate2 authority, string usage, string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using X509Certificate2 issued = request.Create(authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(Certificate(file), issued.ExportCertificatePem());
        File.WriteAllText(Key(file), key.ExportPkcs8PrivateKeyPem());
    }
}
