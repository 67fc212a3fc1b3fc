using System.CommandLine;
using AuditChain;
using AuditChain.Anchoring.Tiles;

namespace AuditCli.Commands;

/// <summary><c>auditlog tiles LOG DIR</c>: the attested part of a log as static files.</summary>
internal static class TilesCommand
{
    public static Command Create()
    {
        Argument<string[]> files = CommonOptions.LogAnd("DIR", "The folder; made when it is not there.");
        Option<bool> hashesOnly = new("--hashes-only") { Description = "Write hashes and no entries: nothing of the contents is published, and proofs work all the same." };
        Option<bool> json = CommonOptions.Json("Print {\"path\":…,\"resumed\":…,\"size\":…,\"written\":…}.");
        DocumentedCommand command = new("tiles", "Writes the log as static files (C2SP tlog-tiles) that any web server can serve and any monitor can read.",
            """
            What the newest attestation covers is written; run again, it adds what is new and replaces the checkpoint last. A folder that
            holds a longer or another history of the log is refused. A line over 65,535 bytes cannot be in a bundle of entries: it is told
            by its sequence, and --hashes-only is the way out.

            Example:
              auditlog tiles ops.db /srv/www/ops
            """)
        { files, hashesOnly, json };
        command.SetAction(parsed =>
        {
            (string path, string folder) = LogFile.Split(parsed.GetValue(files)!);
            using ILogReader log = LogOpener.OpenToRead(path);
            StoredAttestation newest = log.ReadAttestations().MaxBy(attestation => attestation.Size)
                ?? throw new AuditException(AuditError.AuditRangeInvalid, $"'{path}' has no attestation, and tiles are served under a signed checkpoint. Run 'auditlog attest' first.");
            SignedNote note = CosignedNote.With(SignedNote.Parse(newest.Note), log.ReadEvidence());
            TileExportResult result = TileExport.Write(folder, note, log, parsed.GetValue(hashesOnly) ? null : log.ReadLines);
            return Print(result, folder, parsed.GetValue(json));
        });
        return command;
    }

    private static int Print(TileExportResult result, string folder, bool json)
    {
        Output output = new();
        if (json) output.WriteJson(new() { ["path"] = folder, ["resumed"] = result.Resumed, ["size"] = result.Size, ["written"] = result.Written });
        else output.WriteText($"{folder}: {Counted.Entries(result.Size)}, {result.Written} files written{(result.Resumed > 0 ? $", going on from entry {result.Resumed}" : "")}");
        return output.Finish();
    }
}
