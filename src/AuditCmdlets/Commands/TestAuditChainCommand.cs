using System.Management.Automation;
using AuditChain.Anchoring;
using AuditCmdlets.Completion;
using AuditCmdlets.Logs;

namespace AuditCmdlets.Commands;

/// <summary>Test-AuditChain: true, or false and an error that names verdict and place; with -Detailed the report.</summary>
[Cmdlet(VerbsDiagnostic.Test, "AuditChain", DefaultParameterSetName = PathSet)]
[OutputType(typeof(bool), typeof(AuditLog.Report))]
public sealed class TestAuditChainCommand : LogCommand
{
    private IReadOnlyList<VerifierKey> _keys = [];
    private string[]? _given;
    private IReadOnlyList<SignedNote> _checkpoints = [];
    private SignedNote? _since;
    private WitnessPolicy? _policy;
    private EvidenceJudge? _judge;

    /// <summary>Keys to trust.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Verifier-key lines or files of public keys. An attestation by one of them must vouch, or the verdict is Unverifiable.")]
    [Alias("VerifierKey")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PublicKeyFileCompleter))]
    public string[]? PublicKey { get; set; }

    /// <summary>Checkpoints to trust.</summary>
    [Parameter(HelpMessage = "Checkpoints kept elsewhere: files, texts of signed notes, or attestations. The log must extend each of them.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CheckpointFileCompleter))]
    public object[]? Checkpoint { get; set; }

    /// <summary>A checkpoint up to which the log was verified before.</summary>
    [Parameter(HelpMessage = "A checkpoint up to which the log was verified before: of a log, only its last entry and what came after are read.")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(CheckpointFileCompleter))]
    public object? Since { get; set; }

    /// <summary>Whether a part of a log is asked for.</summary>
    [Parameter(HelpMessage = "A part of a log is asked for: entries absent before its first and after its last are no fault. One missing between always is.")]
    public SwitchParameter AllowPart { get; set; }

    /// <summary>Whose cosignatures are demanded.</summary>
    [Parameter(HelpMessage = "A witness policy (C2SP tlog-policy): its quorum must have cosigned, and the keys of its logs are trusted.")]
    [ValidateNotNullOrEmpty]
    public string? Policy { get; set; }

    /// <summary>Whose time stamps are demanded.</summary>
    [Parameter(HelpMessage = "Certificates of time-stamp authorities (PEM or DER): an attestation must carry a token that leads to one of them.")]
    [ValidateNotNullOrEmpty]
    public string[]? TimestampCertificate { get; set; }

    /// <summary>Whose transparency log is demanded.</summary>
    [Parameter(HelpMessage = "Sigstore trusted roots (JSON), and P-256 public keys (PEM) that may sign for Rekor: an attestation must be in a trusted shard.")]
    [ValidateNotNullOrEmpty]
    public string[]? RekorRoot { get; set; }

    /// <summary>How old it may be.</summary>
    [Parameter(HelpMessage = "How old the newest attestation may be, by the clocks of others where witnesses or authorities were handed over, else by its signer's.")]
    public TimeSpan? MaxAge { get; set; }

    /// <summary>The report instead of a Boolean.</summary>
    [Parameter(HelpMessage = "Return the report, whatever the verdict, and no error.")]
    public SwitchParameter Detailed { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _checkpoints = TrustedInput.ReadCheckpoints(this, Checkpoint ?? []);
            _policy = Policy is null ? null : WitnessPolicy.Load(LogPaths.ResolveLiteral(this, Policy));
            _judge = EvidenceJudge.Load(Files(TimestampCertificate), Files(RekorRoot));
            if (Since is not null) _since = TrustedInput.ReadCheckpoints(this, [Since]).MaxBy(note => note.Checkpoint().Size);
        }
        catch (AuditException e)
        {
            Fail(e, e.Error switch
            {
                AuditError.AuditPolicyInvalid => Policy,
                AuditError.AuditTrustInvalid => (object?)TimestampCertificate ?? RekorRoot,
                _ => (object?)Checkpoint ?? Since,
            });
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // Each object that is piped in may bring keys of its own.
        if (!ReferenceEquals(PublicKey, _given))
        {
            try
            {
                _keys = TrustedInput.ReadKeys(this, PublicKey ?? []);
                _given = PublicKey;
            }
            catch (AuditException e)
            {
                Fail(e, PublicKey);
            }
        }
        base.ProcessRecord();
    }

    private protected override void ProcessFile(string path)
    {
        AuditLog.Report report = Verify(path);
        Tell($"'{path}': {report} {Counted.Entries(report.Count)} in {report.Elapsed.TotalSeconds:0.0} s.");
        foreach (string note in report.Notes) Warn($"'{path}': {note}");
        if (report is { IsValid: true, Count: 0 }) Warn($"'{path}' holds no entries: nothing was verified.");
        if (Detailed)
        {
            WriteObject(report);
            return;
        }
        WriteObject(report.IsValid);
        if (report.IsValid) return;
        string place = report.Sequence is > 0 and { } sequence ? $" at sequence {sequence}" : "";
        Report(new AuditException(AuditError.AuditChainBroken, $"'{path}' is {report.Verdict}{place}. {report.Reason} {WhatToDo(report.Inner.Verdict)} -Detailed shows the whole report."), report);
    }

    private List<string> Files(string[]? typed) => [.. (typed ?? []).SelectMany(path => LogPaths.Resolve(this, path))];

    private static string WhatToDo(Verdict verdict) => verdict == Verdict.Unverifiable
        ? "Check which key or checkpoint belongs to it."
        : "Keep the file as it is.";

    private AuditLog.Report Verify(string path)
    {
        using ProgressMeter progress = new(this, $"Verifying {System.IO.Path.GetFileName(path)}", () => EntryCount.Of(path));
        try
        {
            VerificationReport report = AuditFile.Verify(path, new VerificationOptions
            {
                Keys = _keys,
                Checkpoints = _checkpoints,
                Since = _since,
                Policy = _policy,
                EvidenceJudge = _judge,
                MaxAge = MaxAge,
                AllowPart = AllowPart,
                Progress = progress.Show,
                Cancellation = StopToken,
            });
            return new AuditLog.Report(report, progress.Elapsed);
        }
        catch (OperationCanceledException) when (Stopping)
        {
            throw new PipelineStoppedException();
        }
    }
}
