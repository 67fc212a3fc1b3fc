using System.CommandLine;
using AuditChain;
using AuditChain.Mirrors.Settings;

namespace AuditCli.Commands;

/// <summary>The options that `mirror add` and `mirror set` have in common, and the settings that they make.</summary>
internal sealed class MirrorSettingOptions
{
    private readonly Option<string?> _format = CommonOptions.Text("--format", "FORMAT", "How records are written; docs/mirrors.md lists what each kind can.");
    private readonly Option<string[]> _options = CommonOptions.Texts("--option", "NAME=VALUE", "An option of the kind. Secrets only by reference: env:NAME or file:PATH. Can be given several times.");
    private readonly Option<string[]> _filters = CommonOptions.Texts(
        "--filter", "MEMBER=PATTERN", "Only entries whose type, actor, action, target, outcome, source or correlation matches. Several of one member: any of them.");
    private readonly Option<string?> _rejected = CommonOptions.Text("--on-rejected", "WHAT", "What is done with an entry that the other side refuses for good: continue (default) or stop.");
    private readonly Option<long?> _batch = CommonOptions.Number("--batch-entries", "The most entries of a batch, up to 10000. Default: 1000.");
    private readonly Option<long?> _receipts = CommonOptions.Number("--receipt-entries", "Record a receipt after N delivered entries. Default: 10000.");

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_format, _options, _filters, _rejected, _batch, _receipts]) command.Options.Add(option);
    }

    public MirrorSettings Apply(ParseResult parsed, MirrorSettings settings)
    {
        Dictionary<string, string> options = new(settings.Options, StringComparer.Ordinal);
        foreach ((string name, string value) in (parsed.GetValue(_options) ?? []).Select(text => Pair("--option", text)))
        {
            if (value.Length == 0) options.Remove(name);
            else options[name] = value;
        }
        string[] filters = parsed.GetValue(_filters) ?? [];
        return settings with
        {
            Format = parsed.GetValue(_format) ?? settings.Format,
            Options = options,
            Filter = filters.Length == 0 ? settings.Filter : Filter(filters),
            OnRejected = parsed.GetValue(_rejected) switch
            {
                null => settings.OnRejected,
                "continue" => RejectedPolicy.Continue,
                "stop" => RejectedPolicy.Stop,
                var text => throw new UsageException($"--on-rejected takes 'continue' or 'stop'; '{text}' is neither."),
            },
            BatchEntries = (int)Math.Min(parsed.GetValue(_batch) ?? settings.BatchEntries, int.MaxValue),
            ReceiptEntries = (int)Math.Min(parsed.GetValue(_receipts) ?? settings.ReceiptEntries, int.MaxValue),
        };
    }

    private static Dictionary<string, IReadOnlyList<string>> Filter(string[] filters) => filters is ["none"] ? []
        : filters.Select(text => Pair("--filter", text)).GroupBy(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<string>)[.. group], StringComparer.Ordinal);

    private static (string Name, string Value) Pair(string option, string text)
    {
        int at = text.IndexOf('=', StringComparison.Ordinal);
        // What was given is not repeated: it may be a secret.
        return at > 0 ? (text[..at], text[(at + 1)..]) : throw new UsageException($"{option} takes NAME=VALUE.");
    }
}
