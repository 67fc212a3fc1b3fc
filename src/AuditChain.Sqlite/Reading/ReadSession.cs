namespace AuditChain.Sqlite.Reading;

/// <summary>
/// Reads a log piece by piece: each piece in a snapshot of its own, so that none is held while a consumer thinks. Where the log was opened without
/// locks and somebody wrote to it meanwhile, the piece is read again from the log opened anew.
/// </summary>
internal sealed class ReadSession(string path) : IDisposable
{
    private const int Attempts = 20;
    private ReadStatements? _statements;

    /// <summary>The log's path, for messages.</summary>
    public string Path => path;

    /// <summary>Reads one piece.</summary>
    /// <param name="read">Reads it; may be called again, and must not keep a row.</param>
    /// <exception cref="AuditException">What opening the log or reading throws.</exception>
    public T Read<T>(Func<ReadStatements, T> read)
    {
        for (int attempt = 1; ; attempt++)
        {
            if (_statements is { Database.IsStale: true }) Close();
            ReadStatements statements = _statements ??= new ReadStatements(CheckedLog.OpenToRead(path));
            try
            {
                statements.Begin();
                T piece = read(statements);
                if (!statements.Database.IsStale) return piece;
            }
            catch (AuditException) when (statements.Database.IsStale && attempt < Attempts)
            {
                // Half of it was of before, half of after.
            }
            finally
            {
                statements.End();
            }
            if (attempt == Attempts) throw new AuditException(AuditError.AuditLogBusy, $"'{path}' was written to again and again while it was opened to be read. Try again.");
            Close();
        }
    }

    public void Dispose() => Close();

    private void Close()
    {
        _statements?.Dispose();
        _statements = null;
    }
}
