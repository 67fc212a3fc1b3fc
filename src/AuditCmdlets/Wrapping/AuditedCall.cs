using System.Diagnostics;
using System.Management.Automation;
using AuditChain.Recording.Secrets;

namespace AuditCmdlets.Wrapping;

// The two entries of a call, tied by their correlation. Members of the data that the caller gave stand beside `audited`:
//
//   before   outcome attempted   "audited":{"phase":"before","command":"Restart-Service spooler"}
//   after    outcome success     "audited":{"phase":"after","durationMs":41.2}
//            outcome failure     "audited":{"phase":"after","durationMs":41.2,"ended":"error","error":{"message":…},"errors":1}
//            outcome stopped     "audited":{"phase":"after","durationMs":41.2,"ended":"stopped"}
//            outcome skipped     "audited":{"phase":"after","durationMs":41.2,"notDone":{"whatIf":1,"declined":0,"confirmed":0}}
//            outcome partial     the same, where something else was, or may have been, carried out
//
// Where it is no success, the second entry also says again what was called, and in its message why.
// durationMs: from the start of the command to its end, in milliseconds. error: what made it a failure. errors: how many a
// command wrote; of a block, how many came to $Error meanwhile, caught ones too. ended: what left it before its end.

/// <summary>When a call is recorded, and what happens when it cannot be.</summary>
/// <param name="Before">Its intent.</param>
/// <param name="After">How it ended.</param>
/// <param name="OnFailureOnly">How it ended only where that is no success.</param>
/// <param name="Failure">What happens when an entry cannot be recorded.</param>
/// <param name="Secrets">Takes secrets out of the entries.</param>
internal sealed record CallTerms(bool Before, bool After, bool OnFailureOnly, FailurePolicy Failure, SecretFilter Secrets);

/// <summary>One audited call: its intent, and how it ended.</summary>
/// <param name="cmdlet">The command that runs it.</param>
/// <param name="template">What all its entries have in common.</param>
/// <param name="subject">What is called.</param>
/// <param name="seen">What it was told when it asked whether to act.</param>
/// <param name="terms">When it is recorded.</param>
/// <param name="journal">Where; left with the call.</param>
internal sealed class AuditedCall(PSCmdlet cmdlet, AuditEvent template, ICallSubject subject, AnswersSeen seen, CallTerms terms, CallJournal journal) : IDisposable
{
    private const string Member = "audited", Attempted = "attempted";
    private const int MaxMessage = 1000;
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
        end = Judge(end);
        if (!terms.After || (terms.OnFailureOnly && end.Outcome == CallEnd.Success)) return;
        Write(() => template with { Outcome = end.Outcome, Target = LastTarget(end), Message = MessageOf(end), Data = Data("after", FactsOf(end)) }, end.Outcome, canSpeak);
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
            Write(() => template with { Outcome = Attempted, Target = subject.Target() ?? template.Target, Data = Data("before", subject.Facts()) }, Attempted, canSpeak: true);
        }
        catch (AuditException e)
        {
            throw new AuditException(e.Error, $"{subject.Name} did not run: its intent could not be recorded, and the failure policy is Closed. {Reason(e)}", e);
        }
    }

    private void Write(Func<AuditEvent> make, string outcome, bool canSpeak)
    {
        AuditEvent entry;
        try
        {
            entry = make();
        }
        // What is told of a call is read from objects of others. Where that fails, the recorder counts it and applies the policy.
        catch (Exception e) when (e is not (AuditException or PipelineStoppedException))
        {
            entry = template with { Outcome = outcome, Data = Unreadable(e) };
        }
        journal.Record(entry, terms.Failure, terms.Secrets, canSpeak ? cmdlet.WriteWarning : null);
    }

    private static IEnumerable<KeyValuePair<string, object?>> Unreadable(Exception error)
    {
        yield return new(Member, null);
        throw new AuditException(AuditError.AuditValueRefused, $"What the command was called with could not be read: {error.Message}", error);
    }

    /// <summary>What was withheld or declined is no success.</summary>
    private CallEnd Judge(CallEnd end)
    {
        if (end.Outcome != CallEnd.Success || !(seen.Any || subject.IsWhatIf)) return end;
        bool nothing = seen.Confirmed == 0 && (subject.IsOne || LanguagePrimitives.IsTrue(cmdlet.GetVariableValue("WhatIfPreference")));
        return end with { Outcome = nothing ? CallEnd.Skipped : CallEnd.Partial };
    }

    private string? MessageOf(CallEnd end)
    {
        if (template.Message is not null || end.Outcome == CallEnd.Success) return template.Message;
        string message = end.Outcome switch
        {
            CallEnd.Skipped => $"Not carried out: {Reasons()}.",
            CallEnd.Partial => $"Not all of it was carried out: {Reasons()}.",
            CallEnd.Stopped => "It was ended before its end.",
            _ => end.Error is { } error ? subject.Scrub(error.ToString()) : end.ExitCode is { } code ? $"It ended with the exit code {code}." : "It failed.",
        };
        return RecordedText.Of(message, MaxMessage);
    }

    private string Reasons() => string.Join(", and ", new[] { seen.Declined > 0 ? "it was declined" : null, seen.Withheld > 0 || seen.Declined == 0 ? "WhatIf was in force" : null }.OfType<string>());

    private AuditTarget? LastTarget(CallEnd end) => subject.LastTarget() ?? template.Target ?? (end.Outcome == CallEnd.Success ? null : subject.Target());

    private List<KeyValuePair<string, object?>> FactsOf(CallEnd end)
    {
        List<KeyValuePair<string, object?>> facts = [new("durationMs", Math.Round(Stopwatch.GetElapsedTime(_started).TotalMilliseconds, 1))];
        if (end.Ended is not null) facts.Add(new("ended", end.Ended));
        if (end.ExitCode is { } code) facts.Add(new("exitCode", code));
        if (end.Error is { } error) facts.Add(new("error", ErrorFacts(error)));
        if ((subject.Errors()?.Count ?? _errors.Count) is > 0 and var errors) facts.Add(new("errors", errors));
        if (seen.Any || subject.IsWhatIf) facts.Add(new("notDone", new Dictionary<string, object?>(StringComparer.Ordinal) { ["whatIf"] = seen.Withheld, ["declined"] = seen.Declined, ["confirmed"] = seen.Confirmed }));
        if (!terms.Before || end.Outcome != CallEnd.Success) facts.AddRange(subject.Facts());
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
