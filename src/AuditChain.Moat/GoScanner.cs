using System.Buffers;
using System.Text;

namespace AuditChain.Moat;

/// <summary>
/// Walks over JSON of moat. It takes every spelling that Go's decoder takes of the same value, and keeps the first one that
/// Go's encoder would not have written: what the values say is judged first, that somebody touched the bytes afterwards.
/// </summary>
internal ref struct GoScanner
{
    private static readonly SearchValues<byte> s_stringStops = SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 32).Select(i => (byte)i)]);
    private readonly ReadOnlySpan<byte> _json;
    private readonly JsonLayout? _layout;
    private int _at;

    /// <summary>Starts at the first byte.</summary>
    /// <param name="json">Valid UTF-8.</param>
    /// <param name="layout">The white space to expect; null when it does not matter.</param>
    public GoScanner(ReadOnlySpan<byte> json, JsonLayout? layout)
    {
        _json = json;
        _layout = layout;
    }

    /// <summary>The first place that was spelled or laid out otherwise than by the exporter; its sequence is left to the caller.</summary>
    public ChainFault? Deviation { get; private set; }

    public readonly int Position => _at;

    public readonly bool AtEnd => _at == _json.Length;

    public readonly byte Peek => _at < _json.Length ? _json[_at] : (byte)0;

    public readonly ReadOnlySpan<byte> Slice(TextSpan span) => span.In(_json);

    /// <summary>Notes that a value is not in the spelling in which it was written.</summary>
    public void NoteRespelled(string what) =>
        Deviation ??= new ChainFault(Verdict.Tampered, 0, $"{what} is spelled otherwise than it was written: the value is the one that was hashed, the bytes are not");

    /// <exception cref="ChainFaultException">Always: Malformed.</exception>
    public readonly ChainFaultException Fail(string problem) => new(Verdict.Malformed, 0, $"it is not JSON as moat writes it: {problem} (byte {_at} of this part)");

    public void Expect(byte token)
    {
        if (AtEnd || _json[_at] != token) throw Fail($"'{(char)token}' was expected");
        _at++;
    }

    /// <summary>Enters an object or array; false when it is empty, and then it is left again.</summary>
    /// <param name="open">Its opening bracket.</param>
    /// <param name="close">Its closing bracket.</param>
    /// <param name="depth">How many brackets are open then.</param>
    public bool Enter(byte open, byte close, int depth)
    {
        Expect(open);
        return First(close, depth);
    }

    /// <summary>After an opening bracket: true when a value follows, false when the bracket was closed.</summary>
    public bool First(byte close, int depth)
    {
        ReadOnlySpan<byte> gap = White();
        bool empty = Peek == close && !AtEnd;
        NoteLayout(_layout is null || (empty ? gap.IsEmpty : _layout.AfterOpen(gap, depth)));
        if (empty) _at++;
        return !empty;
    }

    /// <summary>After a value: true when another one follows, false when the bracket was closed.</summary>
    public bool Next(byte close, int depth)
    {
        ReadOnlySpan<byte> gap = White();
        if (!AtEnd && Peek == close)
        {
            NoteLayout(_layout is null || _layout.BeforeClose(gap, depth - 1));
            _at++;
            return false;
        }
        NoteLayout(gap.IsEmpty);
        if (AtEnd || Peek != ',') throw Fail($"',' or '{(char)close}' was expected");
        _at++;
        gap = White();
        NoteLayout(_layout is null || _layout.AfterComma(gap, depth));
        return true;
    }

    /// <summary>After the name of a member: moves to its value.</summary>
    public void Colon()
    {
        NoteLayout(White().IsEmpty);
        Expect((byte)':');
        ReadOnlySpan<byte> gap = White();
        NoteLayout(_layout is null || _layout.AfterColon(gap));
    }

    /// <summary>Reads the name of a member, which must be this one, and moves to its value.</summary>
    /// <exception cref="ChainFaultException">Tampered: another member stands there.</exception>
    public void Member(ReadOnlySpan<byte> expected)
    {
        ReadOnlySpan<byte> name = Slice(ReadString());
        if (!name.SequenceEqual(expected))
        {
            throw new ChainFaultException(Verdict.Tampered, 0,
                $"where the member '{Encoding.UTF8.GetString(expected)}' belongs, there is '{Shorten(name)}': a member is missing, there twice, unknown, moved or written in other case");
        }
        Colon();
    }

    /// <summary>Reads a string; the span lies between its quotes, its escapes are checked and left as they are.</summary>
    public TextSpan ReadString()
    {
        Expect((byte)'"');
        int start = _at;
        while (true)
        {
            int stop = _json[_at..].IndexOfAny(s_stringStops);
            if (stop < 0) throw Fail("a string does not end");
            _at += stop;
            if (_json[_at] == '"') break;
            if (_json[_at] != '\\') throw Fail("a control character is not escaped");
            SkipEscape();
        }
        _at++;
        return new TextSpan(start, _at - 1 - start);
    }

    /// <summary>Reads a string of ASCII that has nothing to escape.</summary>
    public string ReadToken()
    {
        ReadOnlySpan<byte> raw = Slice(ReadString());
        if (!raw.Contains((byte)'\\')) return Encoding.UTF8.GetString(raw);
        NoteRespelled("a text");
        return Encoding.UTF8.GetString(GoJson.Decode(raw));
    }

    /// <summary>Reads a number by the grammar of JSON.</summary>
    public TextSpan ReadNumber()
    {
        int start = _at;
        if (Peek == '-') _at++;
        if (Peek == '0') _at++;
        else Digits();
        if (Peek == '.')
        {
            _at++;
            Digits();
        }
        if (Peek is (byte)'e' or (byte)'E')
        {
            _at++;
            if (Peek is (byte)'+' or (byte)'-') _at++;
            Digits();
        }
        return new TextSpan(start, _at - start);
    }

    public bool TryLiteral(ReadOnlySpan<byte> word)
    {
        if (!_json[_at..].StartsWith(word)) return false;
        _at += word.Length;
        return true;
    }

    private static string Shorten(ReadOnlySpan<byte> name) => Encoding.UTF8.GetString(name[..Math.Min(name.Length, 40)]);

    private void Digits()
    {
        int start = _at;
        while (Peek is >= (byte)'0' and <= (byte)'9') _at++;
        if (_at == start) throw Fail("a JSON value was expected");
    }

    private void SkipEscape()
    {
        ReadOnlySpan<byte> rest = _json[_at..];
        bool known = rest.Length >= 2 && rest[1] is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t';
        bool unit = rest.Length >= 6 && rest[1] == 'u' && IsHex(rest[2]) && IsHex(rest[3]) && IsHex(rest[4]) && IsHex(rest[5]);
        if (!known && !unit) throw Fail("an escape is none");
        _at += known ? 2 : 6;
    }

    private static bool IsHex(byte c) => c is (>= (byte)'0' and <= (byte)'9') or (>= (byte)'a' and <= (byte)'f') or (>= (byte)'A' and <= (byte)'F');

    private ReadOnlySpan<byte> White()
    {
        int start = _at;
        while (Peek is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') _at++;
        return _json[start.._at];
    }

    private void NoteLayout(bool fits)
    {
        if (fits) return;
        string hint = _json[..Math.Min(_at + 1, _json.Length)].Contains((byte)'\r') ? "its line endings were converted to CRLF" : "white space was added, removed or changed";
        Deviation ??= new ChainFault(Verdict.Malformed, 0, $"the bytes are not the ones that were written: {hint}");
    }
}
