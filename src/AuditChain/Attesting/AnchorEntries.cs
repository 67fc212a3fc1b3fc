namespace AuditChain.Attesting;

/// <summary>Records that evidence is there: what comes after such an entry was recorded later than the evidence was given.</summary>
public static class AnchorEntries
{
    /// <summary>Appends one entry <c>auditlog.anchor</c> for each piece of evidence.</summary>
    /// <param name="log">A log open for appending.</param>
    /// <param name="records">Evidence that was just stored.</param>
    /// <returns>The places of the entries.</returns>
    /// <exception cref="AuditException">What appending throws; then none is stored.</exception>
    public static IReadOnlyList<EntryPlace> Record(IAuditLog log, IReadOnlyList<EvidenceRecord> records)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(records);
        return records.Count == 0 ? [] : log.Append([.. records.Select(record => PreparedEntry.Own(new AuditEvent
        {
            Type = AnchorStatement.EntryType,
            Action = "anchor",
            Target = new AuditTarget { Id = log.Header.Origin, Type = "log" },
            Message = $"evidence of the kind {record.Kind} was given for an attestation",
            Data = new AnchorStatement(record.Hash, record.Kind, record.Note).ToData(),
        }))]);
    }
}
