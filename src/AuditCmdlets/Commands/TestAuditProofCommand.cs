using System.Management.Automation;
using AuditChain.Anchoring.Proofs;
using AuditCmdlets.Completion;
using AuditCmdlets.Logs;

namespace AuditCmdlets.Commands;

/// <summary>Test-AuditProof: true, or false and an error that says why; with -Detailed what was found.</summary>
[Cmdlet(VerbsDiagnostic.Test, "AuditProof", DefaultParameterSetName = ProofSet)]
[OutputType(typeof(bool), typeof(AuditLog.ProofResult))]
public sealed class TestAuditProofCommand : AuditCommand
{
    private const string ProofSet = "Proof", PathSet = "Path", LiteralPathSet = "LiteralPath";
    private IReadOnlyList<VerifierKey> _keys = [];
    private WitnessPolicy? _policy;

    /// <summary>The proof.</summary>
    [Parameter(ParameterSetName = ProofSet, Mandatory = true, ValueFromPipeline = true, HelpMessage = "What Get-AuditProof returned, the text of a proof, or a file.")]
    [ValidateNotNull]
    public object Proof { get; set; } = "";

    /// <summary>Files of proofs.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true, Position = 0, HelpMessage = "Files of proofs (.tlog-proof); wildcards are allowed.")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>A file of a proof, taken as it stands.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, Mandatory = true, ValueFromPipelineByPropertyName = true, HelpMessage = "The path of a proof, taken as it stands: no wildcards.")]
    [Alias("PSPath", "LP", "FullName")]
    [ValidateNotNullOrEmpty]
    public string? LiteralPath { get; set; }

    /// <summary>Keys to trust.</summary>
    [Parameter(HelpMessage = "Verifier-key lines or files of public keys: one of them must have signed the checkpoint.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PublicKeyFileCompleter))]
    public string[]? PublicKey { get; set; }

    /// <summary>Whose cosignatures are demanded.</summary>
    [Parameter(HelpMessage = "A witness policy (C2SP tlog-policy): its quorum must have cosigned, and the keys of its logs are trusted.")]
    [ValidateNotNullOrEmpty]
    public string? Policy { get; set; }

    /// <summary>What was found instead of a Boolean.</summary>
    [Parameter(HelpMessage = "Return what was found, whatever the verdict, and no error.")]
    public SwitchParameter Detailed { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _keys = TrustedInput.ReadKeys(this, PublicKey ?? []);
            _policy = Policy is null ? null : WitnessPolicy.Load(LogPaths.ResolveLiteral(this, Policy));
        }
        catch (AuditException e)
        {
            Fail(e, e.Error == AuditError.AuditPolicyInvalid ? Policy : PublicKey);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (LiteralPath is not null)
        {
            Guard(LiteralPath, () => Check(ProofFile.Read(LogPaths.ResolveLiteral(this, LiteralPath)), LiteralPath));
            return;
        }
        if (ParameterSetName == PathSet)
        {
            foreach (string typed in Path) Guard(typed, () => LogPaths.Resolve(this, typed).ToList().ForEach(path => Guard(path, () => Check(ProofFile.Read(path), path))));
            return;
        }
        object proof = Proof is PSObject wrapped ? wrapped.BaseObject : Proof;
        Guard(proof, () =>
        {
            if (proof is AuditLog.Proof own) Check(own.Inner, own.Path);
            else if (proof is FileInfo file) Check(ProofFile.Read(file.FullName), file.FullName);
            else Check(TlogProof.Parse(proof.ToString() ?? ""), "");
        });
    }

    private void Check(TlogProof proof, string path)
    {
        AuditLog.ProofResult result = new(ProofCheck.Run(proof, _keys, _policy), path);
        Tell(result.ToString());
        if (Detailed)
        {
            WriteObject(result);
            return;
        }
        WriteObject(result.IsValid);
        if (!result.IsValid) Report(new AuditException(AuditError.AuditChainBroken, $"The proof of entry {result.Seq} is {result.Verdict}. {result.Reason}"), result);
    }

    private void Guard(object target, Action action)
    {
        try
        {
            action();
        }
        catch (AuditException e)
        {
            Report(e, target);
        }
    }
}
