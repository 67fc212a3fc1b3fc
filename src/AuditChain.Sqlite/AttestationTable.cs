using System.Globalization;

namespace AuditChain.Sqlite;

/// <summary>The attestations that a log keeps. The note is the truth; the columns beside it are for queries.</summary>
internal static class AttestationTable
{
    public static void Add(LogDatabase database, SignedNote note, Checkpoint checkpoint)
    {
        using Statement insert = database.Prepare("INSERT INTO attestations(size, time, key, note) VALUES (?, ?, ?, ?)");
        insert.Bind(1, checkpoint.Size);
        insert.BindText(2, AuditTime.Format(checkpoint.Time));
        insert.BindText(3, note.Signatures[0].KeyName);
        insert.BindText(4, note.ToString());
        insert.Run();
    }

    public static IEnumerable<StoredAttestation> Read(LogDatabase database)
    {
        using Statement select = database.Prepare("SELECT size, time, key, note FROM attestations ORDER BY id");
        while (select.Step())
        {
            bool timed = DateTimeOffset.TryParse(select.Text(1), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time);
            yield return new StoredAttestation(select.Long(0), timed ? time : default, select.Text(2), select.Text(3));
        }
    }

    /// <summary>The notes for the verifier; a column that contradicts its note is tampering.</summary>
    public static void ReadInto(LogDatabase database, ChainTrailer trailer)
    {
        using Statement select = database.Prepare("SELECT size, time, key, note FROM attestations ORDER BY id");
        while (select.Step())
        {
            string note = select.Text(3);
            trailer.Attestations.Add(note);
            if (!SignedNote.TryParse(note, out SignedNote? parsed, out _) || !Checkpoint.TryParse(parsed!.Text, out Checkpoint? checkpoint, out _)) continue;
            if (select.Long(0) != checkpoint!.Size || select.Text(1) != AuditTime.Format(checkpoint.Time) || select.Text(2) != parsed.Signatures[0].KeyName)
                throw new ChainFaultException(Verdict.Tampered, Math.Max(checkpoint.Size, 1), $"the columns beside the attestation of {checkpoint.Size} entries do not repeat what its note says");
        }
    }
}
