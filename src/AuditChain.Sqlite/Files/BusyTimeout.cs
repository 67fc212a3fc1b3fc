namespace AuditChain.Sqlite.Files;

/// <summary>How long one waits for the lock of another before it is an error.</summary>
internal static class BusyTimeout
{
    /// <summary>30 seconds.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(30);
}
