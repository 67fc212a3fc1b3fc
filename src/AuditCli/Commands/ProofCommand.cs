using System.CommandLine;
using System.Text;
using AuditChain;
using AuditChain.Anchoring.Proofs;

namespace AuditCli.Commands;

/// <summary><c>auditlog proof</c>: makes and checks the proof that one entry is in a log.</summary>
internal static class ProofCommand
{
    public static Command Create()
    {
        Argument<string> file = new("FILE") { Description = "A log or a bundle; with --check a file of a proof." };
        Option<long?> seq = CommonOptions.Number("--sequence", "The entry to prove.");
        Option<bool> check = new("--check") { Description = "Check the proof in FILE against what is handed over." };
        Option<string[]> keys = CommonOptions.Texts("--public-key", "VKEY-or-FILE", "A key to trust: a verifier-key line, or a file with such lines or a PEM. Can be given several times.");
        Option<string?> policy = CommonOptions.Text("--policy", "FILE", "A witness policy: its quorum must have cosigned, and the keys of its logs are trusted.");
        Option<bool> json = CommonOptions.Json("With --check, print what was found as one JSON object.");
        DocumentedCommand command = new("proof", "Prints the proof that one entry is in a log (C2SP tlog-proof), or checks one.",
            """
            The proof holds the entry, the path from it to the attested root, and the signed checkpoint; whoever has the public key
            can check it, without the log. Exit code 0: made, or valid; 1: tampered or unverifiable.

            Example:
              auditlog proof ops.db --sequence 4711 > 4711.tlog-proof
              auditlog proof 4711.tlog-proof --check --public-key ops.pub
            """)
        { file, seq, check, keys, policy, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(check) == (result.GetValue(seq) is not null)) result.AddError("Give either --sequence, to make a proof, or --check, to check one.");
        });
        command.SetAction(parsed => parsed.GetValue(check)
            ? Check(parsed.GetValue(file)!, parsed.GetValue(keys)!, parsed.GetValue(policy), parsed.GetValue(json))
            : Make(Path.GetFullPath(parsed.GetValue(file)!), parsed.GetValue(seq)!.Value));
        return command;
    }

    private static int Make(string path, long seq)
    {
        TlogProof proof;
        if (AuditFile.IsDatabase(path))
        {
            using ILogReader log = LogOpener.OpenToRead(path);
            proof = EntryProof.FromLog(log, seq);
        }
        else
        {
            proof = EntryProof.FromBundle(path, seq);
        }
        Output output = new();
        output.Write(Encoding.UTF8.GetBytes(proof.ToString()));
        return output.Finish();
    }

    private static int Check(string path, string[] keys, string? policy, bool json)
    {
        ProofReport report = ProofCheck.Run(ProofFile.Read(path), [.. keys.SelectMany(key => VerifierKey.Load(key))], policy is null ? null : WitnessPolicy.Load(policy));
        Output output = new();
        if (json)
        {
            output.WriteJson(new()
            {
                ["cosignedBy"] = report.CosignedBy.Select(found => new Dictionary<string, object?> { ["name"] = found.Name, ["time"] = found.Time }),
                ["isValid"] = report.Verdict == ProofVerdict.Valid,
                ["origin"] = report.Origin,
                ["reason"] = report.Reason,
                ["sequence"] = report.Seq,
                ["signedBy"] = report.SignedBy,
                ["size"] = report.Size,
                ["verdict"] = report.Verdict.ToString(),
            });
        }
        else
        {
            output.WriteText($"{report.Verdict}: {report.Reason}");
        }
        int code = output.Finish();
        return code != ExitCode.Done ? code : report.Verdict == ProofVerdict.Valid ? ExitCode.Done : ExitCode.NotIntact;
    }
}
