using AuditChain.Mirrors.Following;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Mirrors;

/// <summary>Creates, changes and removes mirrors. Each of these is an entry of the log, written first: a mirror that nobody recorded cannot come to be.</summary>
public static class MirrorAdministration
{
    /// <summary>Creates a mirror.</summary>
    /// <param name="log">The log, open for appending.</param>
    /// <param name="table">Its mirrors.</param>
    /// <param name="name">The name.</param>
    /// <param name="settings">What it is.</param>
    /// <param name="after">The entry after which it begins: 0 for all that there are, null for those from now on.</param>
    /// <exception cref="AuditException">AuditMirrorInvalid, AuditMirrorExists, AuditRangeInvalid; nothing is changed then.</exception>
    public static void Add(IAuditLog log, IMirrorTable table, string name, MirrorSettings settings, long? after)
    {
        Check(name, settings);
        if (table.Read().Any(row => row.Name == name)) throw Exists(name);
        LogHead head = log.ReadHead();
        long from = after ?? head.Count;
        if (from < 0 || from > head.Count) throw new AuditException(AuditError.AuditRangeInvalid, $"A mirror begins after an entry from 0 to {head.Count}, which the log has; {from} is none.");
        Digest hash = from == 0 ? log.Header.Hash : from == head.Count ? head.Hash : log.ReadHashes(from, from).Single();
        new MirrorEntries(log, name).Changed("create", settings, from);
        table.Add(new MirrorRow { Name = name, Settings = settings.ToJson(), Seq = from, Hash = hash });
    }

    /// <summary>Gives a mirror other settings. Its cursor stays; a runner that has the old ones begins again with the new.</summary>
    /// <param name="log">The log, open for appending.</param>
    /// <param name="table">Its mirrors.</param>
    /// <param name="name">The name.</param>
    /// <param name="change">Makes the new settings of the old.</param>
    /// <exception cref="AuditException">AuditMirrorInvalid, AuditMirrorNotFound; nothing is changed then.</exception>
    public static void Change(IAuditLog log, IMirrorTable table, string name, Func<MirrorSettings, MirrorSettings> change)
    {
        MirrorSettings settings = change(MirrorSettings.Parse(Find(table, name).Settings));
        Check(name, settings);
        new MirrorEntries(log, name).Changed("change", settings);
        table.Change(name, settings.ToJson());
    }

    /// <summary>Removes a mirror and its cursor. What the other side holds is left alone.</summary>
    /// <param name="log">The log, open for appending.</param>
    /// <param name="table">Its mirrors.</param>
    /// <param name="name">The name.</param>
    /// <exception cref="AuditException">AuditMirrorNotFound.</exception>
    public static void Remove(IAuditLog log, IMirrorTable table, string name)
    {
        Find(table, name);
        new MirrorEntries(log, name).Changed("remove", settings: null);
        table.Remove(name);
    }

    /// <summary>A mirror by its name.</summary>
    /// <param name="table">The mirrors of a log.</param>
    /// <param name="name">The name.</param>
    /// <exception cref="AuditException">AuditMirrorNotFound.</exception>
    public static MirrorRow Find(IMirrorTable table, string name) => table.Read().FirstOrDefault(row => row.Name == name)
        ?? throw new AuditException(AuditError.AuditMirrorNotFound, $"The log has no mirror {NoteText.Quote(name)}.");

    private static void Check(string name, MirrorSettings settings)
    {
        MirrorSettings.CheckName(name);
        // Opening connects to nothing; it reads every option.
        MirrorKinds.Open(settings).DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static AuditException Exists(string name) => new(AuditError.AuditMirrorExists, $"The log has a mirror '{name}' already. Change it, remove it, or choose another name.");
}
