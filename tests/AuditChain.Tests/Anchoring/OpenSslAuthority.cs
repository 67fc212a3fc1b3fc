using System.Diagnostics;
using System.Globalization;

namespace AuditChain.Tests.Anchoring;

// A time-stamp authority made of the program openssl (`openssl ts`), which is not ours: a root, an intermediate, a signer.
internal sealed class OpenSslAuthority : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    internal OpenSslAuthority(string usage = "critical,timeStamping", int days = 3650)
    {
        if (!IsInstalled()) Assert.Skip("OPENSSL IS ABSENT: nothing of ours can stand for a time-stamp authority.");
        _folder.Write("ca.cnf", $"""
            [req]
            distinguished_name = dn
            [dn]
            [root]
            basicConstraints = critical,CA:TRUE
            keyUsage = critical,keyCertSign,cRLSign
            [middle]
            basicConstraints = critical,CA:TRUE,pathlen:0
            keyUsage = critical,keyCertSign
            [tsa]
            basicConstraints = CA:FALSE
            keyUsage = critical,digitalSignature
            extendedKeyUsage = {usage}
            """);
        _folder.Write("serial", "01\n");
        _folder.Write("tsa.cnf", $"""
            [tsa]
            default_tsa = config
            [config]
            serial = {_folder["serial"]}
            signer_cert = {_folder["tsa.pem"]}
            signer_key = {_folder["tsa.key"]}
            certs = {_folder["middle.pem"]}
            signer_digest = sha256
            default_policy = 1.2.3.4.1
            digests = sha256, sha512
            accuracy = secs:1, millisecs:500
            ess_cert_id_alg = sha256
            ess_cert_id_chain = no
            """);
        Certificate("root", "root", null, days);
        Certificate("middle", "middle", "root", days);
        Certificate("tsa", "tsa", "middle", days);
    }

    internal string Root => _folder["root.pem"];

    internal string Middle => _folder["middle.pem"];

    internal string Signer => _folder["tsa.pem"];

    public void Dispose() => _folder.Dispose();

    // A TimeStampResp to a TimeStampReq.
    internal byte[] Reply(byte[] query)
    {
        lock (_folder)
        {
            File.WriteAllBytes(_folder["query.tsq"], query);
            Run($"ts -reply -config {_folder["tsa.cnf"]} -queryfile {_folder["query.tsq"]} -out {_folder["reply.tsr"]}");
            return File.ReadAllBytes(_folder["reply.tsr"]);
        }
    }

    internal TestServer Serve() => new((request, body) => request.StartsWith("POST", StringComparison.Ordinal)
        ? new TestAnswer(200, Reply(body), "application/timestamp-reply")
        : new TestAnswer(405, ""));

    // Whether openssl itself accepts a token for a digest.
    internal bool Verifies(byte[] token, Digest artifact)
    {
        File.WriteAllBytes(_folder["token.der"], token);
        return TryRun($"ts -verify -token_in -in {_folder["token.der"]} -digest {artifact} -CAfile {_folder["root.pem"]} -untrusted {_folder["middle.pem"]}");
    }

    private void Certificate(string name, string section, string? issuer, int days)
    {
        Run($"req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout {_folder[name + ".key"]} -out {_folder[name + ".csr"]} -subj /CN=Test-{name} -config {_folder["ca.cnf"]}");
        string signedBy = issuer is null ? $"-signkey {_folder[name + ".key"]}" : $"-CA {_folder[issuer + ".pem"]} -CAkey {_folder[issuer + ".key"]} -CAcreateserial";
        Run(string.Create(CultureInfo.InvariantCulture, $"x509 -req -in {_folder[name + ".csr"]} {signedBy} -days {days} -extfile {_folder["ca.cnf"]} -extensions {section} -out {_folder[name + ".pem"]}"));
    }

    private static bool IsInstalled()
    {
        try
        {
            return TryRun("version");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static void Run(string arguments) => Assert.True(TryRun(arguments), $"openssl {arguments}");

    private static bool TryRun(string arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("openssl", arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        Task<string> error = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
        process.WaitForExit();
        Task.WaitAll(error, output);
        return process.ExitCode == 0;
    }
}
