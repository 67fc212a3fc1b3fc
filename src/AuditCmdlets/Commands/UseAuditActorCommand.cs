using System.Management.Automation;
using AuditCmdlets.Actors;
using AuditCmdlets.Completion;
using AuditCmdlets.Values;
using AuditCmdlets.Wrapping;

namespace AuditCmdlets.Commands;

/// <summary>Use-AuditActor: runs a block, with an actor for everything recorded inside.</summary>
[Cmdlet(VerbsOther.Use, "AuditActor")]
[OutputType(typeof(object))]
public sealed class UseAuditActorCommand : AuditCommand
{
    private ActorBlock? _block;

    /// <summary>What to run.</summary>
    [Parameter(Position = 0, Mandatory = true, HelpMessage = "What to run, in the scope of the caller.")]
    public ScriptBlock? ScriptBlock { get; set; }

    /// <summary>Who acts inside.</summary>
    [Parameter(Position = 1, Mandatory = true, HelpMessage = "Who acts inside: a name, or a hashtable with id, type, name, session, runAs and more.")]
    [ActorTransformation]
    [ArgumentCompleter(typeof(EntryNameCompleter))]
    public AuditActor? Actor { get; set; }

    /// <summary>What is piped into it.</summary>
    [Parameter(ValueFromPipeline = true, HelpMessage = "What is piped into the block: its $input, or $_ in its process block.")]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        LanguageModes.Demand(this, "runs a block");
        _block = new ActorBlock(this, Actor!);
        _block.Begin(ScriptBlock!);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _block!.Process(InputObject);

    /// <inheritdoc/>
    protected override void EndProcessing() => _block!.End();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _block?.Dispose();
        base.Dispose(disposing);
    }
}
