using System.CommandLine;
using System.Text;
using AuditChain;

namespace AuditCli.Commands;

/// <summary><c>auditlog keygen FILE --name NAME</c>: a signing key.</summary>
internal static class KeygenCommand
{
    public static Command Create()
    {
        Argument<string> file = new("FILE") { Description = "Where the private key goes (PKCS#8 PEM, readable by its owner alone). It must not be there yet. The public key goes beside it, with the ending .pub." };
        Option<string?> name = CommonOptions.Text("--name", "NAME", "The key's name in every signature, by custom the log's origin: no spaces, no '+'. Default: host/file-name.");
        Passphrase passphrase = new();
        Option<bool> json = CommonOptions.Json("Print {\"encrypted\":…,\"keyId\":…,\"name\":…,\"path\":…,\"publicKeyPath\":…,\"verifierKey\":…}.");
        DocumentedCommand command = new("keygen", "Makes an Ed25519 key pair: writes the private key and beside it the public one, prints the verifier key.",
            """
            The verifier key is what 'auditlog verify --public-key' is handed. Keep it where whoever can change the log
            cannot change it. With a passphrase the private key is encrypted.

            Example:
              auditlog keygen ops.key --name example.com/ops
            """)
        { file, name, json };
        passphrase.AddTo(command);
        command.SetAction(parsed => Run(parsed.GetValue(file)!, parsed.GetValue(name), passphrase.Read(parsed), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string path, string? name, string passphrase, bool json)
    {
        string publicPath = SigningKeyFile.PublicPathOf(Path.GetFullPath(path));
        // A shell that was told `> ops.pub` has made that file, empty, before this program began.
        bool empty = new FileInfo(publicPath) is { Exists: true, Length: 0 };
        if (!empty && Path.Exists(publicPath))
            throw new AuditException(AuditError.AuditKeyExists, $"There is a file at '{publicPath}' already, where the public key would go. Choose another path.");
        using SigningKey key = SigningKey.Generate(name ?? SigningKeyFile.DefaultName(path));
        key.Save(path, passphrase);
        WholeFile.Create(publicPath, FileKind.PublicKey, overwrite: empty, stream => stream.Write(Encoding.UTF8.GetBytes($"{key.VerifierKey}\n")));
        Output output = new();
        if (json)
        {
            output.WriteJson(new()
            {
                ["encrypted"] = passphrase.Length > 0,
                ["keyId"] = key.VerifierKey.KeyId.ToString("x8"),
                ["name"] = key.Name,
                ["path"] = Path.GetFullPath(path),
                ["publicKeyPath"] = publicPath,
                ["verifierKey"] = key.VerifierKey.ToString(),
            });
        }
        else
        {
            output.WriteText(key.VerifierKey.ToString());
        }
        return output.Finish();
    }
}
