using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace AuditChain.Tests;

// Keys and signatures against another implementation, the program openssl (3.0 or newer).
public sealed class OpenSslTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("-aes256")]
    [InlineData("-aes128")]
    public void Reads_what_genpkey_writes(string cipher)
    {
        OpenSsl($"genpkey -algorithm ed25519 -out {_folder["key.pem"]} {cipher} {(cipher.Length > 0 ? "-pass pass:geheim" : "")}");
        OpenSsl($"pkey -in {_folder["key.pem"]} -passin pass:geheim -pubout -out {_folder["public.pem"]}");
        using SigningKey key = SigningKey.Load(_folder["key.pem"], "k", "geheim");
        Assert.Equal(Assert.Single(VerifierKey.Load(_folder["public.pem"])).PublicKey, key.VerifierKey.PublicKey);
    }

    [Theory]
    [InlineData("aes-128-cbc", "hmacWithSHA1")]
    [InlineData("aes-192-cbc", "hmacWithSHA256")]
    [InlineData("aes-256-cbc", "hmacWithSHA384")]
    [InlineData("aes-256-cbc", "hmacWithSHA512")]
    public void Reads_what_pkcs8_encrypts(string cipher, string prf)
    {
        using SigningKey key = SigningKey.Generate("k");
        key.Save(_folder["plain.pem"]);
        OpenSsl($"pkcs8 -topk8 -in {_folder["plain.pem"]} -out {_folder["key.pem"]} -v2 {cipher} -v2prf {prf} -passout pass:geheim");
        using SigningKey loaded = SigningKey.Load(_folder["key.pem"], "k", "geheim");
        Assert.Equal(key.VerifierKey.ToString(), loaded.VerifierKey.ToString());
    }

    [Theory]
    [InlineData("-v2 des3", "3DES-CBC")]
    [InlineData("-v1 PBE-SHA1-3DES", "PKCS#12 encryption")]
    [InlineData("-scrypt", "scrypt")]
    [InlineData("-v2 aes-256-cbc -v2prf hmacWithSHA224", "HMAC-SHA-224")]
    public void Refuses_other_encryption_by_name(string options, string name)
    {
        using SigningKey key = SigningKey.Generate("k");
        key.Save(_folder["plain.pem"]);
        OpenSsl($"pkcs8 -topk8 -in {_folder["plain.pem"]} -out {_folder["key.pem"]} {options} -passout pass:geheim");
        AuditException e = Assert.Throws<AuditException>(() => SigningKey.Load(_folder["key.pem"], "k", "geheim"));
        Assert.Equal(AuditError.AuditKeyInvalid, e.Error);
        Assert.Contains(name, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ed448", "Ed448")]
    [InlineData("x25519", "X25519")]
    [InlineData("rsa", "RSA")]
    public void Refuses_other_keys_by_name(string algorithm, string name)
    {
        OpenSsl($"genpkey -algorithm {algorithm} -out {_folder["key.pem"]}");
        AuditException e = Assert.Throws<AuditException>(() => SigningKey.Load(_folder["key.pem"], "k"));
        Assert.Equal(AuditError.AuditKeyInvalid, e.Error);
        Assert.Contains(name, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("geheim")]
    public void Is_read_by_openssl_which_agrees_on_signatures(string passphrase)
    {
        using SigningKey key = SigningKey.Generate("k");
        key.Save(_folder["key.pem"], passphrase);
        _folder.Write("public.pem", KeyPem.WritePublic(key.VerifierKey.PublicKey));
        _folder.Write("message", "example.com/ops\n3\n");
        OpenSsl($"pkeyutl -sign -rawin -inkey {_folder["key.pem"]} -passin pass:{passphrase} -in {_folder["message"]} -out {_folder["theirs"]}");
        Assert.Equal(File.ReadAllBytes(_folder["theirs"]), key.Sign(File.ReadAllBytes(_folder["message"])));
        OpenSsl($"pkeyutl -verify -rawin -pubin -inkey {_folder["public.pem"]} -in {_folder["message"]} -sigfile {_folder["theirs"]}");
    }

    private static void OpenSsl(string arguments)
    {
        try
        {
            var start = new ProcessStartInfo("openssl", arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
            using Process process = Process.Start(start)!;
            string output = process.StandardError.ReadToEnd() + process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, $"openssl {arguments}: {output}");
        }
        catch (Win32Exception)
        {
            Assert.Skip("The program openssl is not installed.");
        }
    }
}
