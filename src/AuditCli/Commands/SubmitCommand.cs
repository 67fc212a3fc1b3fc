using System.CommandLine;
using AuditChain;
using AuditChain.Anchoring.Submitting;

namespace AuditCli.Commands;

/// <summary><c>auditlog submit LOG</c>: gets evidence of others for a stored attestation.</summary>
internal static class SubmitCommand
{
    public static Command Create()
    {
        Argument<string?> log = CommonOptions.Log();
        Option<long?> size = CommonOptions.Number("--size", "The attestation of so many entries. Default: the newest.");
        Option<string?> keyFile = CommonOptions.Text("--key", "FILE", "The log's private key, which signs for Rekor where --rekor-key names no other.");
        keyFile.Aliases.Add("--key-path");
        EvidenceOptions evidence = new();
        Passphrase passphrase = new();
        Option<bool> json = CommonOptions.Json("Print one object for each request: {\"by\":…,\"kind\":…,\"message\":…,\"state\":…,\"time\":…}.");
        DocumentedCommand command = new("submit", "Sends a stored attestation to witnesses, time-stamp authorities and Rekor, and keeps what they give.",
            """
            Only what is not there yet is kept, so the same command again gets what could not be had before. Exit code 2 where
            a witness knows more of the log than there is (AuditLogForked).

            Example:
              auditlog submit ops.db --policy witnesses.policy --timestamp-uri http://tsa.example.com
            """)
        { log, size, keyFile, json };
        evidence.AddTo(command);
        passphrase.AddTo(command);
        command.SetAction(parsed =>
        {
            using IAuditLog opened = LogFile.OpenToAppend(parsed.GetValue(log));
            long? wanted = parsed.GetValue(size);
            StoredAttestation stored = opened.ReadAttestations().Where(attestation => wanted is null || attestation.Size == wanted).MaxBy(attestation => attestation.Size)
                ?? throw new AuditException(AuditError.AuditRangeInvalid, $"The log has no attestation{(wanted is null ? "" : $" of {wanted} entries")}. Run 'auditlog attest' first.");
            string text = passphrase.Read(parsed);
            using SigningKey? key = parsed.GetValue(keyFile) is { } file ? SigningKeyFile.Load(file, null, text, opened.Header.Origin) : null;
            return Print(evidence.Submit(parsed, opened, SignedNote.Parse(stored.Note), key, text), parsed.GetValue(json));
        });
        return command;
    }

    private static int Print(IReadOnlyList<EvidenceResult> results, bool json)
    {
        Output output = new();
        foreach (EvidenceResult result in results)
        {
            if (json)
            {
                output.WriteJson(new() { ["by"] = result.By, ["kind"] = result.Kind, ["message"] = result.Message, ["state"] = result.State.ToString(), ["time"] = result.Time });
            }
            else
            {
                output.WriteText($"{result.Kind,-12} {result.State.ToString().ToLowerInvariant(),-8} {result.By}");
            }
        }
        return output.Finish();
    }
}
