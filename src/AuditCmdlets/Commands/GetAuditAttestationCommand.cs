using System.Management.Automation;

namespace AuditCmdlets.Commands;

/// <summary>Get-AuditAttestation: what was signed of a log, oldest first. It shows them; Test-AuditChain checks them.</summary>
[Cmdlet(VerbsCommon.Get, "AuditAttestation", DefaultParameterSetName = PathSet)]
[OutputType(typeof(AuditLog.Attestation))]
public sealed class GetAuditAttestationCommand : LogCommand
{
    private protected override void ProcessFile(string path)
    {
        if (File.Exists(path) && AuditFile.IsForeign(path))
            throw new AuditException(AuditError.AuditLogNotRecognized, $"'{path}' is a log of moat, whose attestations are not signed notes. Test-AuditChain checks them, and -Detailed says which key vouches.");
        if (AuditFile.IsDatabase(path))
        {
            using ILogReader log = LogOpener.OpenToRead(path);
            foreach (StoredAttestation stored in log.ReadAttestations()) Show(stored.Note, path);
        }
        else
        {
            // Says what is wrong with a file that is neither a bundle nor a mirror.
            _ = AuditFile.Read(path, new EntryQuery()).FirstOrDefault();
            using BundleReader bundle = BundleReader.Open(path);
            foreach (string note in bundle.Trailer.Attestations) Show(note, path);
        }
    }

    private void Show(string note, string path) => WriteObject(new AuditLog.Attestation(SignedNote.Parse(note), path));
}
