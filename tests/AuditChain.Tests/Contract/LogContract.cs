namespace AuditChain.Tests.Contract;

/// <summary>
/// What every store promises, whatever stands behind its address. A store's own tests derive from this class and say how a log
/// of theirs is made and opened; everything here then runs against it.
/// </summary>
public abstract partial class LogContract : IDisposable
{
    /// <summary>A new, empty log.</summary>
    /// <returns>Its address.</returns>
    protected abstract string CreateLog(string origin = "example.com/contract");

    protected abstract IAuditLog OpenToAppend(string address);

    protected abstract ILogReader OpenToRead(string address);

    /// <summary>Changes one byte of the line of an entry behind the store's back; false where the store cannot be reached so.</summary>
    protected abstract bool ChangeLine(string address, long seq);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    protected static VerificationReport Verify(ILogReader log, VerificationOptions? options = null)
    {
        using IChainSource source = log.OpenSource();
        return ChainVerifier.Verify(source, options);
    }

    protected static PreparedEntry Entry(string message, string type = "t", string? actor = null, string? outcome = null) =>
        PreparedEntry.From(new AuditEvent { Type = type, Message = message, Actor = actor is null ? null : new AuditActor { Id = actor }, Outcome = outcome });

    /// <summary>Entries of three types, two actors and an outcome that few have, so that every filter has something to leave out.</summary>
    protected static PreparedEntry[] Mixed(int count) =>
    [
        .. Enumerable.Range(1, count).Select(i => Entry(
            $"n {i}", i % 3 == 0 ? "secret" : i % 3 == 1 ? "console" : "Network", i % 2 == 0 ? "alice" : "Bob", i % 5 == 0 ? "denied" : null)),
    ];
}
