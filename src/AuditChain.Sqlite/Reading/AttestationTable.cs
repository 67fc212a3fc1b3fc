using System.Globalization;

namespace AuditChain.Sqlite;

/// <summary>The attestations that a log keeps. The note is the truth; the columns beside it are for queries, the edge for going on from there.</summary>
internal static class AttestationTable
{
    private const string Columns = "size, time, key, note, edge";

    public static void Add(LogDatabase database, SignedNote note, Checkpoint checkpoint, ReadOnlySpan<byte> edge)
    {
        using Statement insert = database.Prepare($"INSERT INTO attestations({Columns}) VALUES (?, ?, ?, ?, ?)");
        insert.Bind(1, checkpoint.Size);
        insert.BindText(2, AuditTime.Format(checkpoint.Time));
        insert.BindText(3, note.Signatures[0].KeyName);
        insert.BindText(4, note.ToString());
        if (!edge.IsEmpty) insert.BindBlob(5, edge);
        insert.Run();
    }

    public static IEnumerable<StoredAttestation> Read(LogDatabase database)
    {
        using Statement select = database.Prepare($"SELECT {Columns}, id FROM attestations ORDER BY id");
        long id = long.MinValue;
        while (Next(database, select, ref id))
        {
            bool timed = DateTimeOffset.TryParse(select.Text(1), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time);
            yield return new StoredAttestation(select.Long(0), timed ? time : default, select.Text(2), select.Text(3), select.Bytes(4).ToArray());
        }
    }

    /// <summary>The notes for the verifier, those before a checkpoint left out; a column that contradicts its note is tampering.</summary>
    public static void ReadInto(LogDatabase database, ChainTrailer trailer, Checkpoint? since)
    {
        using Statement select = database.Prepare($"SELECT {Columns}, id FROM attestations ORDER BY id");
        long id = long.MinValue;
        while (Next(database, select, ref id))
        {
            // Not left out by SQL, which would also leave out a row whose size is NULL and ought not to be.
            if (since is not null && !select.IsNull(0) && select.Long(0) < since.Size) continue;
            string note = select.Text(3);
            trailer.Attestations.Add(note);
            if (!SignedNote.TryParse(note, out SignedNote? parsed, out _) || !parsed!.TryCheckpoint(out Checkpoint? checkpoint, out _)) continue;
            MerkleFrontier? frontier = MerkleFrontier.From(checkpoint!.Size, select.Bytes(4), checkpoint.Root);
            if (select.Long(0) != checkpoint.Size || select.Text(1) != AuditTime.Format(checkpoint.Time) || select.Text(2) != parsed.Signatures[0].KeyName
                || (frontier is null && !select.IsNull(4)))
                throw new ChainFaultException(Verdict.Tampered, Math.Max(checkpoint.Size, 1), $"the columns beside the attestation of {checkpoint.Size} entries do not repeat what its note says");
            if (checkpoint.Size == since?.Size && checkpoint.Root == since.Root) trailer.Frontier = frontier;
        }
    }

    /// <summary>Moves to the next row. Pages that lead back to themselves would never end: then an id comes again.</summary>
    private static bool Next(LogDatabase database, Statement select, ref long id)
    {
        if (!select.Step()) return false;
        long before = id;
        id = select.Long(5);
        return id > before ? true : throw new AuditException(AuditError.AuditLogDamaged, $"The attestations of '{database.Path}' are not in order: its pages are damaged. Keep the file as it is and compare it with a copy.");
    }
}
