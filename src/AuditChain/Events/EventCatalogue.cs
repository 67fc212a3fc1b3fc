namespace AuditChain.Events;

// catalogue.json, and the files in which organisations keep types of their own, have one form:
//
//   {
//     "version": "1.0",
//     "types": [
//       {
//         "name": "credential-denied",
//         "group": "credentials",
//         "meaning": "A credential was asked for and refused.",
//         "action": "issue",
//         "members": { "target": { "required": true, "type": "credential", "meaning": "The credential." }, "correlation": "The run." },
//         "outcome": { "allowed": ["denied"], "default": "denied" },
//         "data": [ { "name": "reason", "type": "string", "maxLength": 1024, "meaning": "Why, for people." } ],
//         "names": { "paddock": ["credential-denied"] }
//       }
//     ]
//   }
//
// Required are version, types, and of a type its name and meaning. A name that is none of these, a name given twice, and a
// value of another kind are refused (CatalogueReader). The catalogue's version: the first number grows when an entry that
// was allowed is so no longer, the second when types or optional members are added.

/// <summary>The kinds of events that are known, each with what its entries may and must hold. Immutable.</summary>
public sealed class EventCatalogue
{
    private static readonly Lazy<EventCatalogue> s_builtIn = new(ReadBuiltIn);
    private readonly Dictionary<string, AuditEventType> _byName;

    private EventCatalogue(string version, IReadOnlyList<AuditEventType> types)
    {
        Version = version;
        Types = types;
        _byName = new(types.Count, StringComparer.Ordinal);
        foreach (AuditEventType type in types)
        {
            if (!_byName.TryAdd(type.Name, type))
                throw new AuditException(AuditError.AuditEventTypeExists, $"The type '{type.Name}' is in the catalogue already, from {_byName[type.Name].Catalogue}. Give the other one a name of its own.");
        }
    }

    /// <summary>The catalogue that comes with this software: every kind of event of the systems in docs/event-catalogue.md.</summary>
    public static EventCatalogue BuiltIn => s_builtIn.Value;

    /// <summary>The version of the built-in types: <c>1.0</c>.</summary>
    public string Version { get; }

    /// <summary>All types, in the order of their group.</summary>
    public IReadOnlyList<AuditEventType> Types { get; }

    /// <summary>Reads a file of types.</summary>
    /// <param name="json">UTF-8, in the form above; names of members in any case.</param>
    /// <param name="origin">Where it comes from, for <see cref="AuditEventType.Catalogue"/> and for messages.</param>
    /// <exception cref="AuditException">AuditCatalogueInvalid, AuditEventTypeExists.</exception>
    public static EventCatalogue Parse(ReadOnlySpan<byte> json, string origin)
    {
        (string version, List<AuditEventType> types) = new CatalogueReader(origin).Read(json);
        return new EventCatalogue(version, types);
    }

    /// <summary>This catalogue and more types.</summary>
    /// <param name="more">Types with names of their own.</param>
    /// <exception cref="AuditException">AuditEventTypeExists.</exception>
    public EventCatalogue With(IEnumerable<AuditEventType> more) => new(Version, [.. Types, .. more]);

    /// <summary>The type of that name, or null.</summary>
    /// <param name="name">Exactly as it stands in the type of an entry.</param>
    public AuditEventType? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The types that another system, or an inattentive writer, calls so.</summary>
    /// <param name="name">A name in any case, or that of another system: <c>secret_set</c>, <c>auth.failed</c>.</param>
    public IEnumerable<AuditEventType> FindLike(string name) => Types.Where(type =>
        string.Equals(type.Name, name, StringComparison.OrdinalIgnoreCase) || type.ForeignNames.Any(foreign => string.Equals(foreign.Value, name, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Refuses an entry that the catalogue does not know or whose type forbids what it holds.</summary>
    /// <param name="entry">Prepared, so that what is checked is what is recorded.</param>
    /// <exception cref="AuditException">AuditEventTypeUnknown; AuditEventInvalid, with the member and what was expected.</exception>
    public void Check(PreparedEntry entry)
    {
        string name = entry.Event.Type;
        new EventCheck(Find(name) ?? throw Unknown(name)).Check(entry);
    }

    /// <summary>The error of a type that is not there.</summary>
    /// <param name="name">As it was given.</param>
    public AuditException Unknown(string name)
    {
        AuditEventType? meant = FindLike(name).FirstOrDefault();
        string hint = meant is null ? "Get-AuditEventType lists the types, Register-AuditEventType adds your own." : $"Its name here is '{meant.Name}'.";
        return new AuditException(AuditError.AuditEventTypeUnknown, $"The catalogue has no type '{name}'. {hint}");
    }

    private static EventCatalogue ReadBuiltIn()
    {
        using Stream stream = typeof(EventCatalogue).Assembly.GetManifestResourceStream("AuditChain.catalogue.json")!;
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return Parse(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), "AuditLog");
    }
}
