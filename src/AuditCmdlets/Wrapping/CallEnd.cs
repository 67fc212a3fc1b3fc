using System.Management.Automation;

namespace AuditCmdlets.Wrapping;

/// <summary>How a call ended.</summary>
/// <param name="Outcome"><c>success</c>, <c>failure</c>, <c>stopped</c>; <c>skipped</c> when nothing of it was carried out, <c>partial</c> when something was not.</param>
/// <param name="Ended">What ended it before its end: <c>error</c>, <c>stopped</c>, <c>break</c>, <c>continue</c>, <c>exit</c>; null when it ran to its end.</param>
/// <param name="Error">The error that made it a failure, where there is one.</param>
/// <param name="ExitCode">Of <c>exit</c>, or of a program that failed last.</param>
internal sealed record CallEnd(string Outcome, string? Ended = null, ErrorRecord? Error = null, int? ExitCode = null)
{
    public const string Success = "success", Failure = "failure", Stopped = "stopped", Skipped = "skipped", Partial = "partial";

    /// <summary>Ended from outside: Ctrl+C, Select-Object -First, an error elsewhere in the pipeline.</summary>
    public static CallEnd FromOutside { get; } = new(Stopped, Stopped);

    /// <summary>It ran to its end, and <c>$?</c> is false.</summary>
    /// <param name="error">The newest error, when there was one since it began.</param>
    /// <param name="exitCode"><c>$LASTEXITCODE</c>: what is told when there was none.</param>
    public static CallEnd Failed(ErrorRecord? error, int exitCode) =>
        new(Failure, Error: error, ExitCode: error is null && exitCode != 0 ? exitCode : null);

    /// <summary>It was left by an exception.</summary>
    /// <param name="exception">What came out of it.</param>
    public static CallEnd Of(Exception exception) => exception switch
    {
        PipelineStoppedException => FromOutside,
        BreakException => new(Stopped, "break"),
        ContinueException => new(Stopped, "continue"),
        ExitException exit => Exit(LanguagePrimitives.TryConvertTo(exit.Argument, out int code) ? code : 0),
        // Select-Object -First: an exception that PowerShell keeps to itself.
        FlowControlException => FromOutside,
        // The record of an exception holds a stand-in for it.
        IContainsErrorRecord { ErrorRecord.Exception: ParentContainsErrorRecordException } known => new(Failure, "error", new ErrorRecord(known.ErrorRecord, exception)),
        IContainsErrorRecord known => new(Failure, "error", known.ErrorRecord),
        _ => new(Failure, "error", new ErrorRecord(exception, exception.GetType().Name, ErrorCategory.NotSpecified, targetObject: null)),
    };

    private static CallEnd Exit(int code) => new(code == 0 ? Success : Failure, "exit", ExitCode: code);
}
