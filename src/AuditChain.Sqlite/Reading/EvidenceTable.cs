using SQLitePCL;

namespace AuditChain.Sqlite.Reading;

/// <summary>What others vouched for, in the order in which it was stored. Nothing in it is believed: whoever reads it judges it.</summary>
internal static class EvidenceTable
{
    private const long MostRows = 1_000_000;

    /// <summary>Stores records, each once.</summary>
    /// <param name="database">Inside a write transaction.</param>
    /// <param name="records">About signatures of attestations that are there.</param>
    /// <exception cref="AuditException">AuditRangeInvalid: one is about something else, or is too long; then none is stored.</exception>
    public static void Add(LogDatabase database, IReadOnlyList<EvidenceRecord> records)
    {
        Dictionary<Digest, long> attestations = Artifacts(database);
        HashSet<(Digest, string, Digest)> there = [.. Read(database).Select(record => (record.Note, record.Kind, record.Hash))];
        using Statement insert = database.Prepare("INSERT INTO evidence(attestation, note, kind, data) VALUES (?, ?, ?, ?)");
        foreach (EvidenceRecord record in records)
        {
            if (record.Data.Length > EvidenceRecord.MaxBytes)
                throw new AuditException(AuditError.AuditRangeInvalid, $"Evidence of {record.Data.Length} bytes cannot be stored; the most is {EvidenceRecord.MaxBytes}.");
            if (!attestations.TryGetValue(record.Note, out long id))
                throw new AuditException(AuditError.AuditRangeInvalid, $"No attestation of '{database.Path}' has the signature {record.Note} that the evidence is about. Nothing was stored.");
            if (!there.Add((record.Note, record.Kind, record.Hash))) continue;
            insert.Bind(1, id);
            insert.BindBlob(2, record.Note.Span);
            insert.BindText(3, record.Kind);
            insert.BindBlob(4, record.Data.Span);
            insert.Run();
            insert.Reset();
        }
    }

    /// <summary>All of them.</summary>
    /// <param name="database">The snapshot.</param>
    /// <param name="strict">False for the verifier: rows that are not of the form are passed over here, and told by <see cref="TableCheck"/> once the entries are known.</param>
    /// <exception cref="AuditException">AuditLogDamaged: a row is not of the form, or its pages lead nowhere.</exception>
    public static List<EvidenceRecord> Read(LogDatabase database, bool strict = true)
    {
        List<EvidenceRecord> all = [];
        using Statement rows = database.Prepare("SELECT id, note, kind, data FROM evidence NOT INDEXED ORDER BY id");
        for (long before = long.MinValue; rows.Step(); before = rows.Long(0))
        {
            bool isForm = rows.Kind(1) == raw.SQLITE_BLOB && rows.Kind(2) == raw.SQLITE_TEXT && rows.Kind(3) == raw.SQLITE_BLOB
                && rows.Bytes(1).Length == Digest.Size && rows.Bytes(3).Length <= EvidenceRecord.MaxBytes;
            if (!isForm && !strict) continue;
            if (!isForm || rows.Long(0) <= before || all.Count == MostRows)
                throw new AuditException(AuditError.AuditLogDamaged, $"The evidence of '{database.Path}' cannot be read: row {rows.Long(0)} does not have the form that this version writes. Keep the file as it is and compare it with a copy.");
            all.Add(new EvidenceRecord(new Digest(rows.Bytes(1)), rows.Text(2), rows.Bytes(3).ToArray()));
        }
        return all;
    }

    private static Dictionary<Digest, long> Artifacts(LogDatabase database)
    {
        Dictionary<Digest, long> found = [];
        using Statement rows = database.Prepare("SELECT id, note FROM attestations NOT INDEXED ORDER BY id");
        while (rows.Step())
        {
            if (!SignedNote.TryParse(rows.Text(1), out SignedNote? note, out _)) continue;
            foreach (NoteSignature signature in note!.Signatures) found.TryAdd(SignatureLine.ArtifactHash(note, signature), rows.Long(0));
        }
        return found;
    }
}
