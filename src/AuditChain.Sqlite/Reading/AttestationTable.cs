using SQLitePCL;

namespace AuditChain.Sqlite.Reading;

/// <summary>The attestations that a log keeps, in the order in which they were stored. The note is the truth; the size beside it finds the newest, the edge goes on from there.</summary>
internal static class AttestationTable
{
    private const string Columns = "id, size, note, edge";

    public static void Add(LogDatabase database, SignedNote note, Checkpoint checkpoint, ReadOnlySpan<byte> edge)
    {
        using Statement insert = database.Prepare("INSERT INTO attestations(size, note, edge) VALUES (?, ?, ?)");
        insert.Bind(1, checkpoint.Size);
        insert.BindText(2, note.ToString());
        if (!edge.IsEmpty) insert.BindBlob(3, edge);
        insert.Run();
    }

    /// <summary>All of them.</summary>
    public static List<StoredAttestation> Read(ReadStatements statements)
    {
        List<StoredAttestation> all = [];
        Statement rows = statements.Get($"SELECT {Columns} FROM attestations NOT INDEXED ORDER BY id");
        for (long id = long.MinValue; Next(statements.Database, rows, ref id);) all.Add(Parse(rows));
        return all;
    }

    /// <summary>The one of the largest size, the first of them when there are several; null when there is none.</summary>
    public static StoredAttestation? Newest(ReadStatements statements)
    {
        long largest = -1, at = 0;
        Statement sizes = statements.Get("SELECT id, size FROM attestations NOT INDEXED ORDER BY id");
        for (long id = long.MinValue; Next(statements.Database, sizes, ref id);)
        {
            if (sizes.Long(1) > largest) (largest, at) = (sizes.Long(1), id);
        }
        if (largest < 0) return null;
        Statement row = statements.Get($"SELECT {Columns} FROM attestations NOT INDEXED WHERE id = ?");
        row.Bind(1, at);
        return row.Step() ? Parse(row) : null;
    }

    /// <summary>The notes for the verifier, those before a checkpoint left out; a size or an edge that contradicts its note is tampering.</summary>
    public static void ReadInto(LogDatabase database, ChainTrailer trailer, Checkpoint? since)
    {
        using Statement rows = database.Prepare($"SELECT {Columns} FROM attestations NOT INDEXED ORDER BY id");
        for (long id = long.MinValue; Next(database, rows, ref id);)
        {
            long size = rows.Long(1);
            bool kinds = rows.Kind(1) == raw.SQLITE_INTEGER && rows.Kind(2) == raw.SQLITE_TEXT && rows.Kind(3) is raw.SQLITE_NULL or raw.SQLITE_BLOB;
            if (!kinds) throw Contradiction(Math.Max(size, 1), $"row {id} of the attestations does not hold a number, a note and bytes");
            // Not left out by SQL, which would also leave out a row whose size is no number and ought not to be.
            if (size < since?.Size) continue;
            string note = rows.Text(2);
            trailer.Attestations.Add(note);
            if (!SignedNote.TryParse(note, out SignedNote? parsed, out _) || !parsed!.TryCheckpoint(out Checkpoint? checkpoint, out _)) continue;
            MerkleFrontier? frontier = MerkleFrontier.From(checkpoint!.Size, rows.Bytes(3), checkpoint.Root);
            if (size != checkpoint.Size || (frontier is null && !rows.IsNull(3)))
                throw Contradiction(Math.Max(checkpoint.Size, 1), $"what is kept beside the attestation of {checkpoint.Size} entries does not agree with its note");
            if (checkpoint.Size == since?.Size && checkpoint.Root == since.Root) trailer.Frontier = frontier;
        }
    }

    private static StoredAttestation Parse(Statement row)
    {
        string note = row.Text(2);
        bool read = SignedNote.TryParse(note, out SignedNote? parsed, out _);
        Checkpoint? checkpoint = null;
        DateTimeOffset time = read && parsed!.TryCheckpoint(out checkpoint, out _) ? checkpoint!.Time : default;
        return new StoredAttestation(row.Long(1), time, read ? parsed!.Signatures[0].KeyName : "", note, row.Bytes(3).ToArray());
    }

    /// <summary>Moves to the next row. Pages that lead back to themselves would never end: then an id comes again.</summary>
    private static bool Next(LogDatabase database, Statement rows, ref long id)
    {
        if (!rows.Step()) return false;
        long before = id;
        id = rows.Long(0);
        return id > before ? true
            : throw new AuditException(AuditError.AuditLogDamaged, $"The attestations of '{database.Path}' are not in order: its pages are damaged. Keep the file as it is and compare it with a copy.");
    }

    private static ChainFaultException Contradiction(long sequence, string why) => new(Verdict.Tampered, sequence, why);
}
