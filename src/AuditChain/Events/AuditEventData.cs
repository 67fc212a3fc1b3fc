namespace AuditChain.Events;

/// <summary>
/// The data of an event as a typed record. The records of the catalogue are made of it; derive your own for the
/// types of your organisation.
/// </summary>
public abstract record AuditEventData : IWritesJson
{
    /// <summary>Every member by the name that it has in an entry; those whose value is null are not written.</summary>
    public abstract IEnumerable<KeyValuePair<string, object?>> Members();

    void IWritesJson.Write(ValueWriter writer, LineBuffer buffer, int depth) => writer.WriteObject(buffer, Present(), depth);

    internal List<KeyValuePair<string, object?>> Present() => [.. Members().Where(member => member.Value is not null)];
}
