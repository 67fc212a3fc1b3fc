using System.Management.Automation;
using System.Security;

namespace AuditCmdlets.Logs;

/// <summary>Takes secrets from the vaults that Microsoft.PowerShell.SecretManagement knows, where that module is installed.</summary>
internal static class SecretVault
{
    private const string Command = "Microsoft.PowerShell.SecretManagement\\Get-Secret";

    /// <summary>Reads a secret.</summary>
    /// <param name="cmdlet">In whose session the vaults are.</param>
    /// <param name="name">Its name, or <c>vault/name</c>.</param>
    /// <exception cref="AuditException">AuditKeyPassphrase: there is no such module, vault or secret, or it is no text.</exception>
    public static SecureString Read(PSCmdlet cmdlet, string name)
    {
        if (cmdlet.InvokeCommand.GetCommand(Command, CommandTypes.Function | CommandTypes.Cmdlet) is null)
            throw Problem("the module Microsoft.PowerShell.SecretManagement is not installed. Install it, or use -PassphrasePath or -Passphrase");
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand(Command).AddParameter("ErrorAction", ActionPreference.Stop);
        if (name.Split('/', 2) is [{ Length: > 0 } vault, { Length: > 0 } inVault]) shell.AddParameter("Vault", vault).AddParameter("Name", inVault);
        else shell.AddParameter("Name", name);
        try
        {
            return shell.Invoke() is [var found, ..] && TextOf(found?.BaseObject) is { Length: > 0 } secret ? secret : throw Problem($"there is no text under the name '{name}'");
        }
        catch (RuntimeException e)
        {
            throw Problem($"'{name}' cannot be read from the vault: {e.Message.TrimEnd('.')}", e);
        }
    }

    private static SecureString? TextOf(object? secret)
    {
        if (secret is PSCredential credential) return credential.Password;
        if (secret is not string text) return secret as SecureString;
        SecureString result = new();
        foreach (char c in text) result.AppendChar(c);
        return result;
    }

    private static AuditException Problem(string why, Exception? inner = null) => new(AuditError.AuditKeyPassphrase, $"The passphrase cannot be taken from a vault: {why}.", inner);
}
