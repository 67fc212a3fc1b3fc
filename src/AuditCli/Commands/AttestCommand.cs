using System.CommandLine;
using System.Text;
using AuditChain;

namespace AuditCli.Commands;

/// <summary><c>auditlog attest LOG --key FILE</c>: signs the log as it stands.</summary>
internal static class AttestCommand
{
    public static Command Create()
    {
        Argument<string> log = CommonOptions.Log();
        Option<string?> keyFile = CommonOptions.Text("--key", "FILE", "The private key that 'auditlog keygen' or openssl made (Ed25519, PKCS#8 PEM).");
        keyFile.Required = true;
        Option<string?> keyName = CommonOptions.Text("--key-name", "N", "The key's name, as given to keygen. Default: the log's origin.");
        Option<string?> to = CommonOptions.Text("--out", "FILE", "Write the note there instead of printing it.");
        Option<string?> announce = CommonOptions.Text("--announce", "VKEY-or-FILE", "Announce the key that follows this one, in an entry that this one signs.");
        Option<bool> retire = new("--retire") { Description = "Retire the key that signs: it vouches for nothing beyond this attestation." };
        Option<bool> force = CommonOptions.Force();
        Option<string?> passphraseFile = Passphrase.Option();
        Option<bool> json = CommonOptions.Json("Print {\"head\":…,\"note\":…,\"root\":…,\"size\":…,\"time\":…,…}.");
        DocumentedCommand command = new("attest", "Signs a checkpoint of the log as it stands, stores it in the log and prints the signed note.",
            """
            A copy of the note, kept where whoever can change the log cannot reach it, is what shows later that entries
            were cut off or the whole log was replaced. A log that contradicts its newest attestation is not signed again.

            Example:
              auditlog attest ops.db --key ops.key --out /mnt/elsewhere/ops-2026-11-20.note
            """)
        { log, keyFile, keyName, to, announce, retire, force, passphraseFile, json };
        command.SetAction(parsed =>
        {
            using IAuditLog opened = LogFile.OpenToAppend(parsed.GetValue(log)!);
            string? destination = parsed.GetValue(to);
            if (destination is not null)
            {
                LogFile.RequireOther(destination, opened.Location);
                NoteFile.RequireWritable(destination, parsed.GetValue(force));
            }
            string passphrase = Passphrase.Read(parsed.GetValue(passphraseFile));
            using SigningKey key = Passphrase.Explain(() => SigningKey.Load(parsed.GetValue(keyFile)!, parsed.GetValue(keyName) ?? opened.Header.Origin, passphrase));
            VerifierKey? next = parsed.GetValue(announce) is { } given ? NamedKey(given) : null;
            long? size = next is null && !parsed.GetValue(retire) ? null : KeyStatement.Record(opened, key, next, parsed.GetValue(retire));
            SignedNote note = LogAttestation.Create(opened, key, size);
            if (destination is not null) NoteFile.Write(destination, note, parsed.GetValue(force));
            return Print(note, destination, parsed.GetValue(json));
        });
        return command;
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
            output.Write(Encoding.UTF8.GetBytes(note.ToString()));
        }
        return output.Finish();
    }
}
