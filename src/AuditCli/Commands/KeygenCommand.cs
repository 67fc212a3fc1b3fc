using System.CommandLine;
using AuditChain;

namespace AuditCli.Commands;

/// <summary><c>auditlog keygen FILE --name NAME</c>: a signing key.</summary>
internal static class KeygenCommand
{
    public static Command Create()
    {
        Argument<string> file = new("FILE") { Description = "Where the private key goes (PKCS#8 PEM, readable by its owner alone). It must not be there yet." };
        Option<string?> name = CommonOptions.Text("--name", "NAME", "The key's name in every signature, by custom the log's origin: no spaces, no '+'.");
        name.Required = true;
        Option<string?> passphraseFile = Passphrase.Option();
        Option<bool> json = CommonOptions.Json("Print {\"encrypted\":…,\"keyId\":…,\"name\":…,\"path\":…,\"verifierKey\":…}.");
        DocumentedCommand command = new("keygen", "Makes an Ed25519 key pair: writes the private key, prints the verifier key.",
            """
            The verifier key is what 'auditlog verify --public-key' is handed. Keep it where whoever can change the log
            cannot change it. With a passphrase the private key is encrypted.

            Example:
              auditlog keygen ops.key --name example.com/ops > ops.pub
            """)
        { file, name, passphraseFile, json };
        command.SetAction(parsed => Run(parsed.GetValue(file)!, parsed.GetValue(name)!, Passphrase.Read(parsed.GetValue(passphraseFile)), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string path, string name, string passphrase, bool json)
    {
        using SigningKey key = SigningKey.Generate(name);
        key.Save(path, passphrase);
        Output output = new();
        if (json)
        {
            output.WriteJson(new()
            {
                ["encrypted"] = passphrase.Length > 0,
                ["keyId"] = key.VerifierKey.KeyId.ToString("x8"),
                ["name"] = key.Name,
                ["path"] = Path.GetFullPath(path),
                ["verifierKey"] = key.VerifierKey.ToString(),
            });
        }
        else
        {
            output.WriteLine(key.VerifierKey.ToString());
        }
        return output.Finish();
    }
}
