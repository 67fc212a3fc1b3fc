using System.Globalization;
using System.Text;

namespace AuditChain.Notes;

// Reads a tlog-policy file. It is octets: tab, line feed, 0x20-0x7E and 0x80-0xFF; names are compared octet by octet, so each
// octet becomes one character here, and only keys and URLs are decoded as UTF-8. Words are divided by spaces and tabs; empty
// lines and lines that begin with # are skipped.
//
// Refused, each with its line: another control character (so also CRLF); a last line without a line feed, because a file that
// was cut short must not pass for a weaker policy; an unknown first word; a missing or extra word; a name that is defined twice,
// is "none", or is used before it is defined; a name that is a member twice; a threshold that is not 1..n; a second key with
// the same public key; none or two quorum lines; more than 256 logs, witnesses or groups; more than 1 MiB.
internal sealed class PolicyReader
{
    internal const int MaxBytes = 1 << 20;
    private const int MaxDefinitions = 256;

    private readonly List<PolicyLog> _logs = [];
    private readonly List<PolicyWitness> _witnesses = [];
    private readonly List<PolicyGroup> _groups = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _logKeys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _witnessKeys = new(StringComparer.Ordinal);
    private string? _quorum;

    internal static WitnessPolicy Read(ReadOnlySpan<byte> content, string path)
    {
        if (content.Length > MaxBytes) throw Invalid(path, 0, $"it has more than {MaxBytes} bytes");
        int number = 1;
        foreach (byte octet in content)
        {
            if (octet == '\n') number++;
            else if (octet < 0x20 && octet != '\t' || octet == 0x7f) throw Invalid(path, number, $"the control character 0x{octet:x2} is not allowed; lines end in a line feed alone");
        }
        if (content.Length > 0 && content[^1] != '\n') throw Invalid(path, number, "the last line does not end in a line feed: the file may be cut short");

        PolicyReader reader = new();
        string[] lines = Encoding.Latin1.GetString(content).Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string[] words = lines[i].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0][0] == '#') continue;
            try
            {
                if (reader.Take(words) is { } problem) throw Invalid(path, i + 1, problem);
            }
            catch (AuditException e) when (e.Error == AuditError.AuditKeyInvalid)
            {
                throw Invalid(path, i + 1, e.Message, e);
            }
        }
        return reader._quorum is { } quorum ? new WitnessPolicy(reader._logs, reader._witnesses, reader._groups, quorum)
            : throw Invalid(path, 0, "it has no quorum line; write 'quorum none' if nobody needs to cosign");
    }

    private string? Take(string[] words) => words[0] switch
    {
        "log" => words.Length is 2 or 3 ? TakeLog(words[1], words.ElementAtOrDefault(2)) : "expected 'log VKEY [URL]'",
        "witness" => words.Length is 3 or 4 ? TakeWitness(words[1], words[2], words.ElementAtOrDefault(3)) : "expected 'witness NAME VKEY [URL]'",
        "group" => words.Length >= 4 ? TakeGroup(words[1], words[2], words[3..]) : "expected 'group NAME all|any|K MEMBER…'",
        "quorum" => words.Length == 2 ? TakeQuorum(words[1]) : "expected 'quorum NAME'",
        _ => $"expected log, witness, group or quorum, found {Show(words[0])}",
    };

    private string? TakeLog(string vkey, string? url)
    {
        if (_logs.Count == MaxDefinitions) return $"it has more than {MaxDefinitions} logs";
        VerifierKeyLine parts = VerifierKeyLine.Parse(Decode(vkey));
        // A log may sign with ML-DSA-44, as a witness does; then it is known, and its signature cannot be checked here.
        bool isSupported = parts.Type != WitnessKey.MlDsa44Type;
        VerifierKey? key = isSupported ? VerifierKey.Parse(Decode(vkey)) : null;
        if (!isSupported) _ = WitnessKey.Parse(Decode(vkey));
        if (!_logKeys.Add(Convert.ToHexString(parts.PublicKey.Span))) return "another log line has the same public key";
        _logs.Add(new PolicyLog(parts.Name, key, url is null ? null : Decode(url)));
        return null;
    }

    private string? TakeWitness(string name, string vkey, string? url)
    {
        if (_witnesses.Count == MaxDefinitions) return $"it has more than {MaxDefinitions} witnesses";
        if (Define(name) is { } problem) return problem;
        WitnessKey key = WitnessKey.Parse(Decode(vkey));
        if (!_witnessKeys.Add(Convert.ToHexString(key.PublicKey))) return "another witness line has the same public key";
        _witnesses.Add(new PolicyWitness(name, key, url is null ? null : Decode(url)));
        return null;
    }

    private string? TakeGroup(string name, string threshold, string[] members)
    {
        if (_groups.Count == MaxDefinitions) return $"it has more than {MaxDefinitions} groups";
        foreach (string member in members)
        {
            // Before the group's own name is defined: a group is no member of itself.
            if (!_names.Contains(member)) return $"the member {Show(member)} is not a witness or group of a line before";
            if (!_members.Add(member)) return $"{Show(member)} is a member already; each name counts once";
        }
        int k = threshold switch { "all" => members.Length, "any" => 1, _ => ReadThreshold(threshold) };
        if (k < 1 || k > members.Length) return $"expected all, any or a number from 1 to {members.Length}, found {Show(threshold)}";
        if (Define(name) is { } problem) return problem;
        _groups.Add(new PolicyGroup(name, k, members));
        return null;
    }

    private string? TakeQuorum(string name)
    {
        if (_quorum is not null) return "it has a quorum line already";
        if (name != WitnessPolicy.None && !_names.Contains(name)) return $"the quorum {Show(name)} is not a witness or group of a line before";
        _quorum = name;
        return null;
    }

    private string? Define(string name) =>
        name == WitnessPolicy.None ? "the name none has a meaning of its own and cannot be defined"
        : _names.Add(name) ? null
        : $"the name {Show(name)} is defined already";

    private static int ReadThreshold(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int k) && text[0] != '0' ? k : 0;

    private static string Show(string octets) => NoteText.Quote(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(octets)));

    private static string Decode(string octets)
    {
        try
        {
            return NoteText.Utf8.GetString(Encoding.Latin1.GetBytes(octets));
        }
        catch (DecoderFallbackException e)
        {
            throw new AuditException(AuditError.AuditKeyInvalid, $"{Show(octets)} is not valid UTF-8.", e);
        }
    }

    private static AuditException Invalid(string path, int line, string problem, Exception? inner = null) => new(
        AuditError.AuditPolicyInvalid,
        $"Not a witness policy: {NoteText.Quote(path)}{(line > 0 ? $", line {line}" : "")}: {problem.TrimEnd('.')}.",
        inner);
}
