using System.Management.Automation;
using AuditCmdlets.Completion;
using AuditCmdlets.Logs;

namespace AuditCmdlets.Commands;

/// <summary>New-AuditKey: makes a key pair, the private key in a file that only its owner can read, the public one beside it.</summary>
[Cmdlet(VerbsCommon.New, "AuditKey", SupportsShouldProcess = true)]
[OutputType(typeof(AuditLog.Key))]
public sealed class NewAuditKeyCommand : KeyCommand
{
    /// <summary>Where to.</summary>
    [Parameter(Position = 0, Mandatory = true, HelpMessage = "The file for the private key, for example ops.pem. The public key goes beside it: ops.pub.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KeyFileCompleter))]
    public string Path { get; set; } = "";

    /// <summary>The name under which it signs.</summary>
    [Parameter(Position = 1, HelpMessage = "The name under which it signs, without spaces and '+'. The default is host/file-name.")]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Overwrites.</summary>
    [Parameter(HelpMessage = "Overwrite an existing key pair, and no other file. Trust in what the old key signed ends when its public key is lost.")]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            string path = LogPaths.ResolveLiteral(this, Path);
            string publicPath = SigningKeyFile.PublicPathOf(path);
            if (!Force && (System.IO.Path.Exists(path) || System.IO.Path.Exists(publicPath)))
                throw new AuditException(AuditError.AuditKeyExists, $"There is a file at '{(System.IO.Path.Exists(path) ? path : publicPath)}' already. Overwriting a key ends the trust in what it signed; choose another path, or use -Force.");
            Destination.Check(path, FileKind.PrivateKey, overwrite: true);
            TextFile.Check(publicPath, FileKind.PublicKey, overwrite: true);
            if (!ShouldProcess(path, "Create key pair")) return;
            using SigningKey key = SigningKey.Generate(Name ?? SigningKeyFile.DefaultName(path));
            using Passphrase passphrase = ReadPassphrase();
            key.Save(path, passphrase.Text, Force);
            TextFile.Write(publicPath, FileKind.PublicKey, $"{key.VerifierKey}\n", Force);
            WriteObject(new AuditLog.Key(path, publicPath, key.VerifierKey));
        }
        catch (AuditException e)
        {
            Report(e, Path);
        }
    }
}
