using AuditChain.Mirrors.Delivering;
using AuditChain.Mirrors.Jsonl;
using AuditChain.Mirrors.Otlp;
using AuditChain.Mirrors.Settings;
using AuditChain.Mirrors.Simple;
using AuditChain.Mirrors.Syslog;
using AuditChain.Mirrors.Webhook;

namespace AuditChain.Mirrors;

/// <summary>The kinds of receivers.</summary>
public static class MirrorKinds
{
    private static readonly Dictionary<string, Func<MirrorSettings, IMirrorSink>> s_kinds = new(StringComparer.Ordinal)
    {
        ["jsonl"] = static settings => new JsonlSink(settings),
        ["syslog"] = static settings => new SyslogSink(settings),
        ["webhook"] = static settings => new WebhookSink(settings),
        ["otlp"] = static settings => new OtlpSink(settings),
        ["stdout"] = static settings => new StdoutSink(settings),
        ["none"] = static settings => new NoneSink(settings),
    };

    /// <summary>Their names.</summary>
    public static IReadOnlyCollection<string> Names => s_kinds.Keys;

    /// <summary>Makes the other side of a mirror. Nothing is connected before the first delivery.</summary>
    /// <param name="settings">The mirror's settings.</param>
    /// <exception cref="AuditException">AuditMirrorInvalid: a kind that is not there, options that it does not have or accept.</exception>
    public static IMirrorSink Open(MirrorSettings settings)
    {
        settings.Check();
        return s_kinds.TryGetValue(settings.Kind, out Func<MirrorSettings, IMirrorSink>? make) ? make(settings)
            : throw MirrorSettings.Invalid($"A kind of mirror is one of {string.Join(", ", Names)}; {NoteText.Quote(settings.Kind)} is none of them.");
    }
}
