namespace AuditChain.Storage;

/// <summary>
/// Where a log keeps its mirrors. Every call is one transaction, on the disk when it returns; other processes may use the same
/// table at the same time. Nothing but <see cref="AuditException"/> leaves it.
/// </summary>
public interface IMirrorTable : IDisposable
{
    /// <summary>All mirrors, by name.</summary>
    IReadOnlyList<MirrorRow> Read();

    /// <summary>Adds a mirror.</summary>
    /// <param name="row">Its first state.</param>
    /// <exception cref="AuditException">AuditMirrorExists.</exception>
    void Add(MirrorRow row);

    /// <summary>Takes a mirror over: its epoch rises by one, so that whoever ran it before cannot save any more.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The mirror with the new epoch.</returns>
    /// <exception cref="AuditException">AuditMirrorNotFound.</exception>
    MirrorRow Take(string name);

    /// <summary>Stores cursor, counts and state of a mirror, if its epoch still stands.</summary>
    /// <param name="row">What <see cref="Take"/> returned, moved on.</param>
    /// <returns>False when the mirror was changed, removed or taken over; nothing is stored then.</returns>
    bool Save(MirrorRow row);

    /// <summary>Gives a mirror other settings; its epoch rises, so that its runner begins again with them.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="settings">The new settings.</param>
    /// <exception cref="AuditException">AuditMirrorNotFound.</exception>
    void Change(string name, string settings);

    /// <summary>Removes a mirror and its cursor. What the other side holds is left alone.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="AuditException">AuditMirrorNotFound.</exception>
    void Remove(string name);
}
