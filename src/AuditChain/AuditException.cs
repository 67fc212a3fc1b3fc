namespace AuditChain;

/// <summary>
/// The one exception type of the engine. Its message says what was expected, what came and what to do. It may quote a hostile
/// file or log, and every face shows it: so it is always <see cref="VisibleText"/>.
/// </summary>
public sealed class AuditException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="error">The stable name of what went wrong.</param>
    /// <param name="message">Expected, found, remedy; for a person.</param>
    /// <param name="inner">The cause, where there is one.</param>
    public AuditException(AuditError error, string message, Exception? inner = null)
        : base(VisibleText.Of(message), inner) => Error = error;

    /// <summary>The stable name of what went wrong.</summary>
    public AuditError Error { get; }
}
