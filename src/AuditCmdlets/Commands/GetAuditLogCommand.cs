using System.Management.Automation;

namespace AuditCmdlets.Commands;

/// <summary>Get-AuditLog: how logs stand.</summary>
[Cmdlet(VerbsCommon.Get, "AuditLog", DefaultParameterSetName = PathSet)]
[OutputType(typeof(AuditLog.Log))]
public sealed class GetAuditLogCommand : LogCommand
{
    private protected override void ProcessFile(string path)
    {
        if (!AuditFile.IsDatabase(path)) throw new AuditException(
            AuditError.AuditLogNotRecognized, $"'{path}' is not a log. If it is a bundle, a mirror file or a log of moat, Test-AuditChain -Detailed tells how it stands.");
        using ILogReader log = LogOpener.OpenToRead(path);
        WriteObject(new AuditLog.Log(log.ReadStatus()));
    }
}
