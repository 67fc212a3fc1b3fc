namespace AuditService.Hosting;

/// <summary>Bytes that were taken from sockets and are not on the disk yet, of all connections together.</summary>
internal sealed class ByteBudget(long most)
{
    private long _taken;

    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Takes some; false when there is no room, and then nothing was taken.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= most) return true;
        Interlocked.Add(ref _taken, -bytes);
        return false;
    }

    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
