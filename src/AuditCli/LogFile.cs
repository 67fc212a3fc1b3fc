using AuditChain;
using AuditChain.Sqlite;

namespace AuditCli;

/// <summary>Opens a log; only <c>auditlog init</c> ever makes one.</summary>
internal static class LogFile
{
    public static SqliteAuditLog OpenToAppend(string path)
    {
        try
        {
            return SqliteAuditLog.Open(path, LogAccess.Append);
        }
        catch (AuditException e) when (e.Error == AuditError.AuditLogNotFound)
        {
            throw new AuditException(e.Error, $"{e.Message} A new log is made by: auditlog init '{path}'", e);
        }
    }
}
