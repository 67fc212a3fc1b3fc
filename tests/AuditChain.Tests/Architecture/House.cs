namespace AuditChain.Tests.Architecture;

/// <summary>The floors of the house, lowest first: what stands in a list may use what stands before it, and nothing else of the list.</summary>
internal static class House
{
    /// <summary>Projects under src/.</summary>
    public static readonly string[] Projects =
    [
        "AuditChain", "AuditChain.Sqlite", "AuditChain.Moat", "AuditChain.Mirrors", "AuditChain.Service", "AuditChain.Logs", "AuditChain.Anchoring", "AuditService",
        "AuditCli", "AuditCmdlets",
    ];

    /// <summary>Faces: they know the engine and the opener, and no store.</summary>
    public static readonly string[] Faces = ["AuditService", "AuditCli", "AuditCmdlets"];

    /// <summary>What stands between the engine and the opener: faces do not name it.</summary>
    public static readonly string[] Stores = ["AuditChain.Sqlite", "AuditChain.Moat"];

    /// <summary>Rooms of the engine. The first is the root: errors and verdicts, the words that every room speaks.</summary>
    public static readonly string[] Engine =
    [
        "", "Hashing", "Json", "Files", "Merkle", "Entries", "Sealing", "Events", "Keys", "Notes", "Storage", "Storage.Blocks", "Verification", "Bundles", "Attesting", "Recording.Secrets", "Recording",
    ];

    /// <summary>Rooms of the embedded store. The last is its root: the face that it shows to the opener.</summary>
    public static readonly string[] Sqlite = ["Files", "Schema", "Reading", "Appending", "Mirroring", ""];

    /// <summary>Rooms of the module.</summary>
    public static readonly string[] Cmdlets =
    [
        "Errors", "Values", "Output", "Logs", "Events", "Completion", "Appending", "Wrapping", "Actors", "Rules", "Sessions", "Loading", "Commands",
    ];
}
