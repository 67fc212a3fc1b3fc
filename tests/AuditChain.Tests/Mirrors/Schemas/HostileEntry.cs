using AuditChain.Mirrors.Delivering;

namespace AuditChain.Tests.Mirrors.Schemas;

/// <summary>Entries as lines, whatever an append would refuse: a mirror carries what the log holds.</summary>
internal static class HostileEntry
{
    /// <summary>Meant to break out of every format.</summary>
    public const string Text = "a|b=c]d\"e\\f\ng\rh\ti\u0000j\u007fk\u0085l\u2028m <1>1 CEF:0| 😀 ]=|\\";

    public static LogHeader Log { get; } = LogHeader.Create("example.com/ops", new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero), "000102030405060708090a0b0c0d0e0f");

    /// <summary>Every member that an entry can have, with this text where text may be anything.</summary>
    public static MirrorRecord With(string text = Text, object? data = null) => Entry(new()
    {
        ["type"] = string.Concat($"t {text}".Where(c => !char.IsControl(c) && !char.IsSurrogate(c)).Take(100)),
        ["occurred"] = "2026-11-20T07:59:59.1234567Z",
        ["actor"] = new Dictionary<string, object?> { ["id"] = text, ["name"] = text, ["type"] = text, ["session"] = text, ["runAs"] = text, [$"x{text}"] = text },
        ["action"] = text,
        ["target"] = new Dictionary<string, object?> { ["id"] = text, ["type"] = text },
        ["outcome"] = "denied",
        ["message"] = text,
        ["source"] = text,
        ["correlation"] = text,
        ["data"] = data ?? new Dictionary<string, object?> { [text] = text },
    });

    /// <summary>An entry of these members: entry 42 of the log.</summary>
    public static MirrorRecord Entry(Dictionary<string, object?> members)
    {
        members["seq"] = 42;
        members["prev"] = Digest.Of([1]).ToString();
        members["time"] = "2026-11-20T08:00:01.1234567Z";
        return new MirrorRecord(AuditEntry.Parse(CanonicalJson.Serialize(members.Where(member => member.Value is not null).ToDictionary())), 0);
    }
}
