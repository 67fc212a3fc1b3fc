using System.CommandLine;
using AuditChain;

namespace AuditCli.Commands;

/// <summary><c>auditlog attest LOG --key FILE</c>: signs the log as it stands.</summary>
internal static class AttestCommand
{
    public static Command Create()
    {
        Argument<string?> log = CommonOptions.Log();
        Option<string?> keyFile = CommonOptions.Text("--key", "FILE", "The private key that 'auditlog keygen' or openssl made (Ed25519, PKCS#8 PEM).");
        keyFile.Aliases.Add("--key-path");
        keyFile.Required = true;
        Option<string?> keyName = CommonOptions.Text("--key-name", "N", "The name under which it signs. Default: that of the .pub file beside the key, else the log's origin.");
        Option<string?> to = CommonOptions.Text("--out", "FILE", "Write the note there instead of printing it.");
        to.Aliases.Add("--destination-path");
        Option<string?> announce = CommonOptions.Text("--announce", "VKEY-or-FILE", "Announce the key that follows this one, in an entry that this one signs.");
        announce.Aliases.Add("--successor");
        Option<bool> retire = new("--retire") { Description = "Retire the key that signs: it vouches for nothing beyond this attestation." };
        Option<bool> evolve = new("--evolve") { Description = "Make the next key, let this one announce it and retire, attest with the new one, and destroy the old file." };
        EvidenceOptions evidence = new();
        Option<bool> force = CommonOptions.Force();
        Passphrase passphrase = new();
        Option<bool> json = CommonOptions.Json("Print {\"head\":…,\"note\":…,\"root\":…,\"size\":…,\"time\":…,…}.");
        DocumentedCommand command = new("attest", "Signs a checkpoint of the log as it stands, stores it in the log and prints the signed note.",
            """
            A copy of the note, kept where whoever can change the log cannot reach it, is what shows later that entries
            were cut off or the whole log was replaced. A log that contradicts its newest attestation is not signed again.

            Example:
              auditlog attest ops.db --key ops.key --out /mnt/elsewhere/ops-2026-11-20.note
            """)
        { log, keyFile, keyName, to, announce, retire, evolve, force, json };
        evidence.AddTo(command);
        passphrase.AddTo(command);
        command.SetAction(parsed =>
        {
            using IAuditLog opened = LogFile.OpenToAppend(parsed.GetValue(log));
            string? destination = parsed.GetValue(to);
            SigningKey Load(IAuditLog of) => passphrase.Use(parsed, text => SigningKeyFile.Load(parsed.GetValue(keyFile)!, parsed.GetValue(keyName), text, of.Header.Origin));
            if (destination is not null) NoteFile.RequireWritable(destination, parsed.GetValue(force));
            VerifierKey? next = parsed.GetValue(announce) is { } given ? NamedKey(given) : null;
            SignedNote note = parsed.GetValue(evolve)
                ? passphrase.Use(parsed, text => KeyEvolution.Run(opened, parsed.GetValue(keyFile)!, parsed.GetValue(keyName), text))
                : Attest(opened, next, parsed.GetValue(retire), () => Load(opened));
            if (destination is not null) NoteFile.Write(destination, note, parsed.GetValue(force));
            if (evidence.AsksOthers(parsed))
            {
                using SigningKey signer = Load(opened);
                evidence.Submit(parsed, opened, note, signer, passphrase.Read(parsed));
            }
            return Print(note, destination, parsed.GetValue(json));
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(evolve) && (result.GetValue(retire) || result.GetValue(announce) is not null)) result.AddError("--evolve makes the next key and retires this one; leave --announce and --retire out.");
        });
        return command;
    }

    private static SignedNote Attest(IAuditLog log, VerifierKey? next, bool retire, Func<SigningKey> load)
    {
        using SigningKey key = load();
        long? size = next is null && !retire ? null : KeyRotation.Record(log, key, next, retire);
        return LogAttestation.Create(log, key, size);
    }

    private static VerifierKey NamedKey(string given) => VerifierKey.Load(given) is [{ IsAnyName: false } key] ? key
        : throw new AuditException(AuditError.AuditKeyInvalid, $"'{given}' is not one verifier-key line, NAME+ID+KEY, nor a file with one. 'auditlog keygen' prints it.");

    private static int Print(SignedNote note, string? destination, bool json)
    {
        Output output = new();
        Checkpoint checkpoint = note.Checkpoint();
        if (json)
        {
            output.WriteJson(new()
            {
                ["head"] = checkpoint.Head.ToString(),
                ["keyName"] = note.Signatures[0].KeyName,
                ["logId"] = checkpoint.Log.ToString(),
                ["note"] = note.ToString(),
                ["origin"] = checkpoint.Origin,
                ["path"] = destination is null ? null : Path.GetFullPath(destination),
                ["root"] = checkpoint.Root.ToBase64(),
                ["size"] = checkpoint.Size,
                ["time"] = checkpoint.Time,
            });
        }
        else if (destination is null)
        {
            output.WriteNote(note.ToString());
        }
        return output.Finish();
    }
}
