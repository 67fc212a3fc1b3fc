using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace AuditChain.Moat;

/// <summary>One entry of a moat log, as its file says it. Reused from entry to entry.</summary>
internal sealed class MoatEntry
{
    private const int MaxType = 1024 * 1024;
    private readonly MoatPreimage _preimage = new();

    public long Seq { get; private set; }

    /// <summary>The time as it stands there: up to nine fractional digits.</summary>
    public string Time { get; private set; } = "";

    /// <summary>Any text, also none.</summary>
    public string Type { get; private set; } = "";

    /// <summary>The hash of the entry before; null for the first, where moat writes an empty text.</summary>
    public Digest? Prev { get; private set; }

    public Digest Hash { get; private set; }

    /// <summary>The data as it stands there, without white space.</summary>
    public MoatValue Value { get; } = new();

    /// <summary>The data as it was hashed: what a database holds; what was found to fit the hash in a bundle.</summary>
    public LineBuffer Data { get; } = new(2 * JsonWindow.MaxItem);

    /// <summary>True when the data is an export's, which may have lost the order of members, digits of numbers and bytes that are not UTF-8.</summary>
    public bool IsExported { get; private set; }

    /// <summary>Reads an entry of a bundle: <c>{"seq":1,"ts":"…","type":"console","prev":"","data":{…},"hash":"…"}</c>.</summary>
    /// <param name="json">Stands on the entry, and behind it afterwards.</param>
    /// <param name="depth">How many brackets are open around it.</param>
    /// <exception cref="ChainFaultException">Malformed or Tampered.</exception>
    public void Read(ref GoScanner json, int depth)
    {
        if (json.TryLiteral("null"u8)) throw json.Fail("there is null where an entry belongs");
        if (!json.Enter((byte)'{', (byte)'}', ++depth)) throw Tampered("it is empty");
        json.Member("seq"u8);
        if (!long.TryParse(json.Slice(json.ReadNumber()), NumberStyles.None, CultureInfo.InvariantCulture, out long seq)) throw Tampered("its seq is not a sequence");
        Continue(ref json, depth);
        json.Member("ts"u8);
        string time = json.ReadToken();
        Continue(ref json, depth);
        json.Member("type"u8);
        string type = ReadType(ref json);
        Continue(ref json, depth);
        json.Member("prev"u8);
        string prev = json.ReadToken();
        Continue(ref json, depth);
        json.Member("data"u8);
        Value.Read(ref json, depth);
        Continue(ref json, depth);
        json.Member("hash"u8);
        string hash = json.ReadToken();
        if (json.Next((byte)'}', depth)) throw Tampered($"it has a member more, '{json.ReadToken()}', where an entry ends");
        Set(seq, time, type, prev, hash);
        Data.Clear();
        Data.Write(Value.Text.Written);
        IsExported = true;
    }

    /// <summary>Takes an entry of a database.</summary>
    /// <exception cref="ChainFaultException">Tampered: the data is not JSON, or not as Go writes it.</exception>
    public void Take(long seq, string time, string type, string prev, ReadOnlySpan<byte> data, string hash)
    {
        Set(seq, time, type, prev, hash);
        if (data.Length > JsonWindow.MaxItem) throw new ChainFaultException(Verdict.Malformed, 0, $"its data is longer than {JsonWindow.MaxItem} bytes");
        if (!Utf8.IsValid(data)) throw Tampered("its data is not valid UTF-8");
        Data.Clear();
        Data.Write(data);
        IsExported = false;
    }

    /// <summary>Says why the entry does not hold, or null: its time, its data and its hash.</summary>
    /// <param name="time">When it was recorded.</param>
    /// <exception cref="ChainFaultException">Its data is not JSON, or has a member twice.</exception>
    public ChainFault? FindFault(out DateTimeOffset time)
    {
        if (!GoTime.TryParse(Time, out time)) return Fault(Verdict.Tampered, "its time is not of the form 2026-11-21T00:01:29.547102847Z, in which moat writes and hashes it");
        if (!IsExported) ReadStored();
        if (_preimage.Fits(this)) return null;
        return IsExported && _preimage.IsLost
            ? Fault(Verdict.Unverifiable, "its data holds what an export changes (numbers that it rounds, bytes that are not UTF-8), so that its hash cannot be computed; verify the database that the bundle was made of")
            : Fault(Verdict.Tampered, "its hash is not the one of its contents");
    }

    private void ReadStored()
    {
        GoScanner json = new(Data.Written, layout: null);
        Value.Read(ref json, 0);
        if (!json.AtEnd) throw json.Fail("there is something after its data");
    }

    private static string ReadType(ref GoScanner json)
    {
        ReadOnlySpan<byte> raw = json.Slice(json.ReadString());
        if (GoJson.IsPlain(raw)) return Encoding.UTF8.GetString(raw);
        if (raw.Length > MaxType) throw json.Fail($"a type is longer than {MaxType} bytes");
        byte[] text = GoJson.Decode(raw);
        LineBuffer again = new(8 * MaxType);
        GoJson.WriteText(again, text);
        if (!again.Written.SequenceEqual(raw)) json.NoteRespelled("its type");
        return Encoding.UTF8.GetString(text);
    }

    private static void Continue(ref GoScanner json, int depth)
    {
        if (!json.Next((byte)'}', depth)) throw Tampered("it lacks members: an entry has seq, ts, type, prev, data and hash");
    }

    private void Set(long seq, string time, string type, string prev, string hash)
    {
        (Seq, Time, Type) = (seq, time, type);
        Hash = HashOf(hash) ?? throw Tampered("its hash is not 64 lower-case hexadecimal characters");
        Prev = prev.Length == 0 ? null : HashOf(prev) ?? throw Tampered("its prev is not 64 lower-case hexadecimal characters");
    }

    private static Digest? HashOf(string hex)
    {
        Span<byte> ascii = stackalloc byte[Digest.Size * 2];
        if (hex.Length != ascii.Length || !Ascii.IsValid(hex)) return null;
        Encoding.ASCII.GetBytes(hex, ascii);
        return Digest.TryParseHex(ascii, out Digest hash) ? hash : null;
    }

    private static ChainFaultException Tampered(string why) => new(Verdict.Tampered, 0, why);

    private static ChainFault Fault(Verdict verdict, string why) => new(verdict, 0, why);
}
