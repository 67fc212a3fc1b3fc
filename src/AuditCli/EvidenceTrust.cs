using System.CommandLine;
using System.Globalization;
using AuditChain;
using AuditChain.Anchoring;

namespace AuditCli;

/// <summary>Options that say whose evidence is believed, and demanded.</summary>
internal sealed class EvidenceTrust
{
    private readonly Option<string?> _policy = CommonOptions.Text("--policy", "FILE", "A witness policy (C2SP tlog-policy): its quorum must have cosigned, and the keys of its logs are trusted.");
    private readonly Option<string[]> _certificates = CommonOptions.Texts("--timestamp-certificate", "FILE", "Certificates of time-stamp authorities (PEM or DER): an attestation must carry a token that leads to one of them.");
    private readonly Option<string[]> _rekor = CommonOptions.Texts("--rekor-root", "FILE", "A Sigstore trusted root, or a P-256 public key that may sign for Rekor: an attestation must be in a trusted shard.");

    private readonly Option<TimeSpan?> _maxAge = new("--max-age")
    {
        HelpName = "SPAN",
        Description = "How old the newest attestation may be, by others' clocks where such are handed over: 30m, 24h, 7d or 1.12:00:00.",
        CustomParser = result =>
        {
            if (TryParse(result.Tokens[0].Value, out TimeSpan span)) return span;
            result.AddError($"--max-age takes a span like 30m, 24h, 7d or 1.12:00:00; '{result.Tokens[0].Value}' is none.");
            return null;
        },
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_policy, _certificates, _rekor, _maxAge]) command.Add(option);
    }

    /// <summary>The options of a verification with these added.</summary>
    /// <exception cref="AuditException">AuditPolicyInvalid, AuditTrustInvalid.</exception>
    public VerificationOptions AddTo(ParseResult parsed, VerificationOptions options) => options with
    {
        Policy = parsed.GetValue(_policy) is { } policy ? WitnessPolicy.Load(policy) : null,
        EvidenceJudge = EvidenceJudge.Load(parsed.GetValue(_certificates)!, parsed.GetValue(_rekor)!),
        MaxAge = parsed.GetValue(_maxAge),
    };

    private static bool TryParse(string text, out TimeSpan span)
    {
        span = default;
        double unit = text.Length < 2 ? 0 : text[^1] switch { 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => 0 };
        if (unit == 0) return TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out span) && span > TimeSpan.Zero;
        if (!int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count is < 1 or > 1_000_000) return false;
        span = TimeSpan.FromSeconds(count * unit);
        return true;
    }
}
