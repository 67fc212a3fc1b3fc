using System.CommandLine;
using AuditChain;

namespace AuditCli.Commands;

/// <summary><c>auditlog attestations LOG</c>: what was signed of a log.</summary>
internal static class AttestationsCommand
{
    public static Command Create()
    {
        Argument<string?> log = CommonOptions.Log("A log or a bundle.");
        Option<bool> json = CommonOptions.Json("Print one JSON object for each.");
        Command command = new("attestations", "Lists the signed checkpoints that a log keeps, oldest first. It checks none; 'auditlog verify' does.") { log, json };
        command.SetAction(parsed => Print(LogFile.PathOf(parsed.GetValue(log)), parsed.GetValue(json)));
        return command;
    }

    private static int Print(string path, bool json)
    {
        Output output = new();
        foreach (string text in Notes(path))
        {
            SignedNote note = SignedNote.Parse(text);
            Checkpoint said = note.Checkpoint();
            NoteSignature first = note.Signatures[0];
            if (json)
            {
                output.WriteJson(new()
                {
                    ["head"] = said.Head.ToString(),
                    ["keyId"] = first.KeyId.ToString("x8"),
                    ["keyName"] = first.KeyName,
                    ["logId"] = said.Log.ToString(),
                    ["note"] = text,
                    ["origin"] = said.Origin,
                    ["root"] = said.Root.ToBase64(),
                    ["size"] = said.Size,
                    ["time"] = said.Time,
                });
            }
            else
            {
                output.WriteText($"{said.Size,10} {AuditTime.Format(said.Time)} {first.KeyId:x8} {first.KeyName}");
            }
            if (output.Problem is not null) break;
        }
        return output.Finish();
    }

    private static IEnumerable<string> Notes(string path)
    {
        if (File.Exists(path) && !AuditFile.IsDatabase(path))
        {
            using BundleReader bundle = BundleReader.Open(path);
            foreach (string note in bundle.Trailer.Attestations) yield return note;
            yield break;
        }
        using ILogReader log = LogOpener.OpenToRead(path);
        foreach (StoredAttestation stored in log.ReadAttestations()) yield return stored.Note;
    }
}
