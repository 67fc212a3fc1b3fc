using System.Management.Automation;
using AuditCmdlets.Wrapping;

namespace AuditCmdlets.Actors;

// The scope is entered for each step of the block, and left while an object that the block writes goes down the pipeline:
// what the next command records there is not inside of the block.
//
//   Use-AuditActor { …; $object; … } alice | ForEach-Object { … }
//                    alice           alice                  not alice

/// <summary>Runs a block in the scope of its caller, with an actor for everything recorded inside.</summary>
/// <param name="cmdlet">The command.</param>
/// <param name="actor">Who acts inside.</param>
internal sealed class ActorBlock(PSCmdlet cmdlet, AuditActor actor) : IDisposable
{
    private static readonly CmdletInfo s_outlet = new("Write-ActorBlock", typeof(Outlet));
    private SteppedRun? _run;
    private IDisposable? _scope;

    public void Begin(ScriptBlock block)
    {
        ScriptBlock wrapper = ScriptBlock.Create("param($block, $outlet, $owner) . $block | & $outlet -Owner $owner");
        _run = new SteppedRun(cmdlet, wrapper.GetSteppablePipeline(CommandOrigin.Internal, [block, s_outlet, this]), isScript: true);
        Inside(() => _run.Begin());
    }

    public void Process(object? input) => Inside(() => _run!.Process(input));

    /// <summary>Ends the block.</summary>
    public void End()
    {
        bool succeeded = true;
        Inside(() => succeeded = _run!.End());
        if (!succeeded) _run!.Fail();
    }

    public void Dispose()
    {
        if (_run is not null) Inside(_run.Dispose);
    }

    private void Inside(Action step)
    {
        _scope = ActorScope.Enter(actor);
        try
        {
            step();
        }
        finally
        {
            _scope.Dispose();
        }
    }

    private void Outside(Action step)
    {
        _scope!.Dispose();
        try
        {
            step();
        }
        finally
        {
            _scope = ActorScope.Enter(actor);
        }
    }

    /// <summary>The last command of the block's pipeline. Not exported: it has no name in the session.</summary>
    private sealed class Outlet : PSCmdlet
    {
        [Parameter(Mandatory = true)]
        public ActorBlock? Owner { get; set; }

        [Parameter(ValueFromPipeline = true)]
        [AllowNull]
        public object? InputObject { get; set; }

        protected override void ProcessRecord() => Owner!.Outside(() => WriteObject(InputObject));
    }
}
