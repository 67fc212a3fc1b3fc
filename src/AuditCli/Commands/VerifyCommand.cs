using System.CommandLine;
using AuditChain;

namespace AuditCli.Commands;

/// <summary><c>auditlog verify FILE</c>: the verdict on a log, a bundle or a mirror file.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        Argument<string?> file = CommonOptions.Log("A log, a bundle (plain or .gz) or a mirror file; or a database or a bundle of moat.", "FILE");
        Option<string[]> keys = CommonOptions.Texts("--public-key", "VKEY-or-FILE",
            "A key to trust: a verifier-key line, or a file with such lines or a PEM. Can be given several times.");
        Option<string[]> checkpoints = CommonOptions.Texts("--checkpoint", "FILE",
            "A signed note kept elsewhere: the log must extend it. Can be given several times.");
        Option<string?> since = CommonOptions.Text("--since", "FILE",
            "A signed note up to which the log was verified before: of a log, only its last entry and what came after are read.");
        Option<bool> part = new("--allow-part") { Description = "A part of a log is asked for: entries absent before its first and after its last are no fault. One missing between always is." };
        EvidenceTrust trust = new();
        Option<bool> json = CommonOptions.Json("Print the whole report as one JSON object.");
        DocumentedCommand command = new("verify", "Verifies every line, link and attestation, and prints the verdict with what was and what was not verified.",
            """
            The verdict is Intact (exit code 0), or Tampered, Truncated, Forked, Malformed or Unverifiable (exit code 1).
            A file that does not start at entry 1, or ends before a checkpoint that covers more, is Truncated, unless a part of a
            log is what was asked for (--allow-part).
            Without a key and a checkpoint, Intact says only that the file agrees with itself. Nothing is ever written.
            Witnesses, time-stamp authorities and shards of Rekor that are handed over must vouch, or it is Unverifiable; all of
            it is checked offline.

            Example:
              auditlog verify ops.auditbundle --public-key ops.pub --checkpoint ops.note
            """)
        { file, keys, checkpoints, since, part, json };
        trust.AddTo(command);
        command.SetAction(parsed => Run(LogFile.PathOf(parsed.GetValue(file)), parsed.GetValue(json), cancellation => trust.AddTo(parsed, new VerificationOptions
        {
            Keys = [.. parsed.GetValue(keys)!.SelectMany(key => VerifierKey.Load(key))],
            Checkpoints = [.. parsed.GetValue(checkpoints)!.Select(CheckpointFile.Read)],
            Since = parsed.GetValue(since) is { } given ? CheckpointFile.Read(given) : null,
            AllowPart = parsed.GetValue(part),
            Cancellation = cancellation,
        })));
        return command;
    }

    private static int Run(string path, bool json, Func<CancellationToken, VerificationOptions> options)
    {
        using Interruption interruption = new();
        VerificationReport report = AuditFile.Verify(path, options(interruption.Token));
        Output output = new();
        if (json) output.WriteJson(ReportJson.Members(report));
        else foreach (string line in ReportView.Lines(report)) output.WriteText(line);
        output.Flush();
        if (output.Problem is not null) return Errors.Print($"standard output cannot be written ({output.Problem}).");
        return report.IsValid ? ExitCode.Done : ExitCode.NotIntact;
    }
}
