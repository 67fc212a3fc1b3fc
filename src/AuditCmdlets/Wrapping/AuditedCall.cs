using System.Diagnostics;
using System.Management.Automation;

namespace AuditCmdlets.Wrapping;

// The two entries of a call, tied by their correlation. Members of the data that the caller gave stand beside `audited`:
//
//   before   outcome attempted   "audited":{"phase":"before","command":"Restart-Service spooler"}
//   after    outcome success     "audited":{"phase":"after","durationMs":41.2}
//            outcome failure     "audited":{"phase":"after","durationMs":41.2,"ended":"error","error":{"message":…},"errors":1}
//            outcome stopped     "audited":{"phase":"after","durationMs":41.2,"ended":"stopped"}
//
// durationMs: from the start of the command to its end, in milliseconds. error: what made it a failure. errors: how many a
// command wrote; of a block, how many came to $Error meanwhile, caught ones too. ended: what left it before its end.

/// <summary>When a call is recorded, and what happens when it cannot be.</summary>
/// <param name="Before">Its intent.</param>
/// <param name="After">How it ended.</param>
/// <param name="OnFailureOnly">How it ended only where that is no success.</param>
/// <param name="Failure">What happens when an entry cannot be recorded.</param>
internal sealed record CallTerms(bool Before, bool After, bool OnFailureOnly, FailurePolicy Failure);

/// <summary>One audited call: its intent, and how it ended.</summary>
/// <param name="cmdlet">The command that runs it.</param>
/// <param name="template">What all its entries have in common.</param>
/// <param name="subject">What is called.</param>
/// <param name="terms">When it is recorded.</param>
/// <param name="journal">Where; left with the call.</param>
internal sealed class AuditedCall(PSCmdlet cmdlet, AuditEvent template, ICallSubject subject, CallTerms terms, CallJournal journal) : IDisposable
{
    private const string Member = "audited", Attempted = "attempted";
    private readonly ErrorsSeen _errors = new(cmdlet.SessionState);
    private long _started;

    // Nothing has ended that was not begun.
    private bool _ended = true;

    /// <summary>What is called, in a word.</summary>
    public string Name => subject.Name;

    /// <summary>Records that it is about to run.</summary>
    /// <exception cref="AuditException">That could not be recorded, and the policy is Closed: it must not run.</exception>
    public void Begin()
    {
        _ended = true;
        Intend();
        _ended = false;
        _started = Stopwatch.GetTimestamp();
    }

    /// <summary>Records that it is about to run with the next object of the pipeline.</summary>
    /// <exception cref="AuditException">As for <see cref="Begin"/>.</exception>
    public void BeginInput()
    {
        if (subject.TakeInput()) Intend();
    }

    /// <summary>Records how it ended; does nothing when that was done.</summary>
    /// <param name="end">How.</param>
    /// <param name="canSpeak">Whether warnings can still be written.</param>
    /// <exception cref="AuditException">That could not be recorded, and the policy is Closed.</exception>
    public void End(CallEnd end, bool canSpeak)
    {
        if (_ended) return;
        _ended = true;
        if (!terms.After || (terms.OnFailureOnly && end.Outcome == CallEnd.Success)) return;
        Write(template with { Outcome = end.Outcome, Target = subject.LastTarget() ?? template.Target, Data = Data("after", FactsOf(end)) }, canSpeak);
    }

    /// <summary>Why something could not be recorded, without what the caller says of it himself.</summary>
    /// <param name="error">AuditRecordRefused.</param>
    public static string Reason(AuditException error) => (error.InnerException ?? error).Message;

    /// <summary>Leaves the log.</summary>
    public void Dispose() => journal.Dispose();

    /// <summary>How it ended when it ran to its end: a failure where it wrote errors, or where that cannot be told, where <c>$?</c> is false.</summary>
    /// <param name="succeeded"><c>$?</c>.</param>
    public CallEnd AtEnd(bool succeeded) => (subject.Errors() is { } written ? written.Count == 0 : succeeded) ? new CallEnd(CallEnd.Success)
        : CallEnd.Failed(subject.Errors() is [.., var last] ? last : _errors.Newest, LanguagePrimitives.TryConvertTo(cmdlet.GetVariableValue("global:LASTEXITCODE"), out int code) ? code : 0);

    private void Intend()
    {
        if (!terms.Before) return;
        try
        {
            Write(template with { Outcome = Attempted, Target = subject.Target() ?? template.Target, Data = Data("before", subject.Facts()) }, canSpeak: true);
        }
        catch (AuditException e)
        {
            throw new AuditException(e.Error, $"{subject.Name} did not run: its intent could not be recorded, and the failure policy is Closed. {Reason(e)}", e);
        }
    }

    private void Write(AuditEvent entry, bool canSpeak) => journal.Record(entry, terms.Failure, canSpeak ? cmdlet.WriteWarning : null);

    private List<KeyValuePair<string, object?>> FactsOf(CallEnd end)
    {
        List<KeyValuePair<string, object?>> facts = [new("durationMs", Math.Round(Stopwatch.GetElapsedTime(_started).TotalMilliseconds, 1))];
        if (end.Ended is not null) facts.Add(new("ended", end.Ended));
        if (end.ExitCode is { } code) facts.Add(new("exitCode", code));
        if (end.Error is { } error) facts.Add(new("error", ErrorFacts(error)));
        if ((subject.Errors()?.Count ?? _errors.Count) is > 0 and var errors) facts.Add(new("errors", errors));
        if (!terms.Before) facts.AddRange(subject.Facts());
        facts.AddRange(subject.LastFacts());
        return facts;
    }

    private Dictionary<string, object?> Data(string phase, IEnumerable<KeyValuePair<string, object?>> facts)
    {
        Dictionary<string, object?> own = new(StringComparer.Ordinal) { ["phase"] = phase };
        foreach ((string name, object? value) in facts) own[name] = value;
        return CallData.With(template.Data, Member, own);
    }

    private Dictionary<string, object?> ErrorFacts(ErrorRecord error)
    {
        Exception? exception = error.Exception is (CmdletInvocationException or MethodInvocationException) and { InnerException: { } inner } ? inner : error.Exception;
        Dictionary<string, object?> facts = new(StringComparer.Ordinal)
        {
            ["message"] = subject.Scrub(error.ToString()),
            ["exception"] = exception?.GetType().FullName,
            ["id"] = subject.Scrub(error.FullyQualifiedErrorId),
            ["category"] = error.CategoryInfo.Category.ToString(),
        };
        if (error.InvocationInfo is { ScriptName.Length: > 0 } at) facts["at"] = $"{at.ScriptName}:{at.ScriptLineNumber}";
        return facts;
    }
}
