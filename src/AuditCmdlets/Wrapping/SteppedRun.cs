using System.Management.Automation;

namespace AuditCmdlets.Wrapping;

// How a command runs something as if the command were not there. PowerShell's own way to do that, made for proxies, is the
// steppable pipeline: it runs in the scope of the caller, one object at a time, and writes into the command's own streams.
// Four things it does not do by itself:
//
//   a block in the caller's scope   `. $block`: variables that it sets are the caller's
//   $?                              read when the block has ended, and passed on: a steppable pipeline that failed makes
//                                   the one around it fail, without an error being written
//   exceptions                      PowerShell wraps what a command throws, unless a `throw` statement threw it; then a
//                                   `catch [FormatException]` around the call would no longer see what it sees without it
//   clean blocks                    when the pipeline is ended between two objects

/// <summary>Runs a script block or a prepared pipeline inside of a command.</summary>
/// <param name="cmdlet">The command.</param>
/// <param name="pipeline">What to run.</param>
/// <param name="isScript">Whether what runs is script: then its exceptions leave the command unwrapped.</param>
/// <param name="seen">Watches what the command asks; null when nobody wants to know.</param>
internal sealed class SteppedRun(PSCmdlet cmdlet, SteppablePipeline pipeline, bool isScript, AnswersSeen? seen = null) : IDisposable
{
    private bool _ended;

    /// <summary>A block, run in the scope of whoever called the command.</summary>
    /// <param name="cmdlet">The command.</param>
    /// <param name="block">The block.</param>
    /// <param name="seen">Watches what it asks.</param>
    public static SteppedRun OfBlock(PSCmdlet cmdlet, ScriptBlock block, AnswersSeen seen) =>
        new(cmdlet, ScriptBlock.Create($"param($block, $outlet, $seen) . $block{Outlet.Tail(cmdlet.MyInvocation)}").GetSteppablePipeline(CommandOrigin.Internal, [block, Outlet.Command, seen]), isScript: true, seen);

    /// <summary>A command with its arguments.</summary>
    /// <param name="command">The very command, whatever its name means by now.</param>
    /// <param name="arguments">What to splat: a dictionary of parameters, or a list of arguments.</param>
    /// <param name="seen">Watches what it asks.</param>
    /// <param name="at">How the call stands in its pipeline; null when that is not known.</param>
    public static SteppablePipeline OfCommand(CommandInfo command, object arguments, AnswersSeen seen, InvocationInfo? at) =>
        ScriptBlock.Create($"param($command, $arguments, $outlet, $seen) & $command @arguments{Outlet.Tail(at)}").GetSteppablePipeline(CommandOrigin.Internal, [command, arguments, Outlet.Command, seen]);

    /// <summary>Starts it.</summary>
    public void Begin() => Guard(() => pipeline.Begin(cmdlet));

    /// <summary>Passes one object on.</summary>
    /// <param name="input">Ignored when no input is expected.</param>
    public void Process(object? input) => Guard(() =>
    {
        if (cmdlet.MyInvocation.ExpectingInput) pipeline.Process(input);
        else pipeline.Process();
    });

    /// <summary>Ends it.</summary>
    /// <returns><c>$?</c> after the last statement.</returns>
    public bool End()
    {
        bool succeeded = true;
        Guard(() =>
        {
            pipeline.End();
            succeeded = LanguagePrimitives.IsTrue(cmdlet.SessionState.PSVariable.GetValue("?"));
        });
        _ended = true;
        return succeeded;
    }

    /// <summary>Makes <c>$?</c> false after the command, and leaves no other trace.</summary>
    public void Fail()
    {
        using SteppablePipeline failure = ScriptBlock.Create("Microsoft.PowerShell.Utility\\Write-Error failed -ErrorAction Ignore").GetSteppablePipeline(CommandOrigin.Internal);
        failure.Begin(cmdlet);
        failure.Process();
        failure.End();
    }

    /// <summary>Ends what was not ended.</summary>
    public void Dispose()
    {
        // The reference assembly does not know Clean, which PowerShell has since 7.3.
        if (!_ended) PSObject.AsPSObject(pipeline).Methods["Clean"]?.Invoke();
        _ended = true;
        pipeline.Dispose();
    }

    private void Guard(Action action)
    {
        try
        {
            if (seen is null) action();
            else seen.Inside(action);
        }
        catch (RuntimeException e) when (isScript && e is not (CmdletInvocationException or ActionPreferenceStopException or PipelineStoppedException))
        {
            e.WasThrownFromThrowStatement = true;
            throw;
        }
    }
}
