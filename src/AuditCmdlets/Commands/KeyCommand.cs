using System.Management.Automation;
using System.Security;
using AuditCmdlets.Logs;

namespace AuditCmdlets.Commands;

/// <summary>A command that needs the passphrase of a private key: given as a SecureString, in a file, in a vault, in the environment, or at a prompt.</summary>
public abstract class KeyCommand : AuditCommand
{
    /// <summary>The passphrase itself.</summary>
    [Parameter(HelpMessage = "The passphrase of the private key, for example (Read-Host -AsSecureString). Without any of the three, that of $env:AUDITLOG_PASSPHRASE is taken.")]
    [ValidateNotNull]
    public SecureString? Passphrase { get; set; }

    /// <summary>A file with it.</summary>
    [Parameter(HelpMessage = "A file whose first line is the passphrase, and which its owner alone may read.")]
    [ValidateNotNullOrEmpty]
    public string? PassphrasePath { get; set; }

    /// <summary>A secret of a vault.</summary>
    [Parameter(HelpMessage = "The name of the passphrase in a vault of Microsoft.PowerShell.SecretManagement; 'vault/name' names the vault too.")]
    [ValidateNotNullOrEmpty]
    public string? PassphraseSecret { get; set; }

    /// <summary>The passphrase that was given; an empty one when there was none.</summary>
    /// <exception cref="AuditException">AuditKeyPassphrase.</exception>
    private protected Passphrase ReadPassphrase()
    {
        if ((Passphrase is null ? 0 : 1) + (PassphrasePath is null ? 0 : 1) + (PassphraseSecret is null ? 0 : 1) > 1)
            throw new AuditException(AuditError.AuditKeyPassphrase, "-Passphrase, -PassphrasePath and -PassphraseSecret exclude each other. Give one of them.");
        if (PassphraseSecret is not null) return new Passphrase(SecretVault.Read(this, PassphraseSecret));
        if (PassphrasePath is not null) return new Passphrase(PassphraseFile.Read(LogPaths.ResolveLiteral(this, PassphrasePath)));
        return Passphrase is not null ? new Passphrase(Passphrase) : new Passphrase(PassphraseFile.FromEnvironment ?? "");
    }
}
