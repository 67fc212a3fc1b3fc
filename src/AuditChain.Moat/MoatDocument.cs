using System.Text.Unicode;

namespace AuditChain.Moat;

// moat's proof bundle: one JSON document, compact or indented.
//
//   {"version":1,"created_at":"2026-11-21T00:01:29.677918333Z","last_hash":"b986…a364",
//    "entries":[{"seq":1,"ts":"…","type":"console","prev":"","data":{…},"hash":"e80d…9d01"},…],     null for an empty log
//    "attestations":[{"seq":50,"root_hash":"…","timestamp":"…","signature":"…","public_key":"…"},…], left out when there is none
//    "rekor_proofs":[{…},…]}                                                                         left out when there is none
//
// Go's decoder takes members in any order and case, twice, and unknown ones; its encoder never writes such a thing, and it
// is refused here. A newline may end the document.

/// <summary>Reads the document once, entry by entry.</summary>
internal sealed class MoatDocument(Stream stream)
{
    private readonly JsonWindow _window = new(stream);
    private readonly JsonLayout _layout = new();
    private bool _first, _open;
    private long _read;

    /// <summary>The hash of the last entry, by the word of the document; null when it says that there is none.</summary>
    public Digest? LastHash { get; private set; }

    public List<MoatAttestation> Attestations { get; } = [];

    public int RekorProofs { get; private set; }

    /// <summary>The first place where the bytes are not the ones that moat wrote, though they mean the same.</summary>
    public ChainFault? Deviation { get; private set; }

    /// <summary>True for a document that begins like one, whatever was done to it.</summary>
    /// <param name="start">Its first bytes.</param>
    public static bool Recognizes(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) start = start[3..];
        start = start.TrimStart(" \t\r\n"u8);
        if (start.IsEmpty || start[0] != '{') return false;
        start = start[1..].TrimStart(" \t\r\n"u8);
        foreach (string name in (string[])["version", "created_at", "last_hash", "entries", "attestations", "rekor_proofs"])
        {
            if (start.Length > name.Length + 1 && start[0] == '"' && start[name.Length + 1] == '"'
                && System.Text.Ascii.EqualsIgnoreCase(start.Slice(1, name.Length), name)) return true;
        }
        return false;
    }

    /// <summary>Reads what stands before the entries.</summary>
    public void Begin()
    {
        _window.Fill(64 * 1024);
        if (_window.Unread.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            throw new ChainFaultException(Verdict.Malformed, 1, "the bytes are not the ones that were written: the file starts with a byte order mark, which an editor or a shell added");
        GoScanner json = new(_window.Unread, _layout);
        if (!json.Enter((byte)'{', (byte)'}', 1)) throw json.Fail("the document is empty");
        json.Member("version"u8);
        if (!json.Slice(json.ReadNumber()).SequenceEqual("1"u8)) throw json.Fail("its version is not 1, the only one that there is");
        Follow(ref json);
        json.Member("created_at"u8);
        if (!GoTime.TryParse(json.ReadToken(), out _)) throw json.Fail("created_at is not a time as Go writes it");
        Follow(ref json);
        json.Member("last_hash"u8);
        string last = json.ReadToken();
        if (last.Length > 0) LastHash = Digest.TryParseHex(System.Text.Encoding.UTF8.GetBytes(last), out Digest hash) ? hash : throw json.Fail("last_hash is not 64 lower-case hexadecimal characters");
        Follow(ref json);
        json.Member("entries"u8);
        _open = _first = !json.TryLiteral("null"u8);
        if (_open) json.Expect((byte)'[');
        Use(ref json, json.Position);
    }

    /// <summary>Reads the next entry; false when there is none.</summary>
    /// <param name="entry">Filled.</param>
    public bool Read(MoatEntry entry)
    {
        if (!_open) return false;
        ReadOnlySpan<byte> item = _window.Item(out _);
        if (!Utf8.IsValid(item)) throw new ChainFaultException(Verdict.Malformed, 0, "it is not valid UTF-8");
        GoScanner json = new(item, _layout);
        if (!NextItem(ref json))
        {
            Use(ref json, json.Position);
            return _open = false;
        }
        entry.Read(ref json, 2);
        if (!json.AtEnd) throw json.Fail("there is something after an entry");
        _read++;
        Use(ref json, item.Length);
        return true;
    }

    /// <summary>Passes over the next entry without looking at it; false when there is none.</summary>
    public bool Skip()
    {
        if (!_open) return false;
        ReadOnlySpan<byte> item = _window.Item(out bool closes);
        _window.Skip(item.Length);
        return _open = !closes;
    }

    /// <summary>Reads what stands after the entries; nothing may follow it.</summary>
    public void End()
    {
        int next = 0;
        while (true)
        {
            _window.Fill(64 * 1024);
            GoScanner json = new(_window.Unread, _layout);
            bool more = json.Next((byte)'}', 1);
            if (more)
            {
                bool proofs = next > 0 || (json.Position < _window.Unread.Length && _window.Unread[json.Position..].StartsWith("\"rekor_proofs\""u8));
                if (next > 1) throw json.Fail($"it has a member more, '{json.ReadToken()}'");
                json.Member(proofs ? "rekor_proofs"u8 : "attestations"u8);
                json.Expect((byte)'[');
                next = proofs ? 2 : 1;
            }
            Use(ref json, json.Position);
            if (!more) break;
            ReadList(proofs: next == 2);
        }
        _window.Fill(2);
        if (_window.Unread.Length > 0 && !_window.Unread.SequenceEqual("\n"u8))
            throw new ChainFaultException(Verdict.Malformed, 0, "there is something after the document");
    }

    private void ReadList(bool proofs)
    {
        MoatValue value = new();
        _first = true;
        while (true)
        {
            ReadOnlySpan<byte> item = _window.Item(out _);
            if (!Utf8.IsValid(item)) throw new ChainFaultException(Verdict.Malformed, 0, "it is not valid UTF-8");
            GoScanner json = new(item, _layout);
            bool more = NextItem(ref json);
            if (more && proofs)
            {
                value.Read(ref json, 2);
                RekorProofs++;
            }
            else if (more)
            {
                Attestations.Add(MoatAttestation.Read(ref json, 2));
                if (Attestations.Count > MoatAttestation.MaxCount) throw json.Fail($"it has more than {MoatAttestation.MaxCount} attestations");
            }
            Use(ref json, json.Position);
            if (!more) return;
        }
    }

    private bool NextItem(ref GoScanner json)
    {
        bool first = _first;
        _first = false;
        return first ? json.First((byte)']', 2) : json.Next((byte)']', 2);
    }

    private static void Follow(ref GoScanner json)
    {
        if (!json.Next((byte)'}', 1)) throw json.Fail("it lacks members: it has version, created_at, last_hash and entries");
    }

    private void Use(ref GoScanner json, int length)
    {
        if (json.Deviation is { } deviation) Deviation ??= deviation with { Sequence = Math.Max(_read, 1) };
        _window.Skip(length);
    }
}
