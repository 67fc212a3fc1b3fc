using System.Buffers;

namespace AuditChain.Json;

/// <summary>
/// Walks over canonical JSON and refuses everything else: white space, members out of order or twice, escapes and numbers
/// spelled otherwise. It never allocates, and never goes deeper than it is told. UTF-8 validity is checked by the caller, once a line.
/// </summary>
internal ref struct CanonicalScanner
{
    private static readonly SearchValues<byte> s_stringStops = SearchValues.Create(
        [(byte)'"', (byte)'\\', .. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    private readonly ReadOnlySpan<byte> _json;
    private int _at;

    public CanonicalScanner(ReadOnlySpan<byte> json) => _json = json;

    /// <summary>What was wrong, in words, once a call has returned false.</summary>
    public string? Problem { get; private set; }

    /// <summary>Byte position of the next unread byte, or of the fault.</summary>
    public readonly int Position => _at;

    public readonly bool AtEnd => _at == _json.Length;

    public readonly byte Peek => _at < _json.Length ? _json[_at] : (byte)0;

    public bool Fail(string problem)
    {
        Problem ??= $"{problem} (byte {_at})";
        return false;
    }

    public bool Expect(byte token, string name)
    {
        if (_at >= _json.Length || _json[_at] != token) return Fail($"{name} was expected");
        _at++;
        return true;
    }

    /// <summary>Enters an object. Then: <c>while (NextMember(ref state, out name)) { read the value }</c>.</summary>
    public bool EnterObject(out ObjectState state)
    {
        state = default;
        return Expect((byte)'{', "'{'");
    }

    /// <summary>Moves to the next member's value; false at the end of the object or on a fault.</summary>
    public bool NextMember(ref ObjectState state, out TextSpan name)
    {
        name = default;
        if (Peek == '}')
        {
            _at++;
            return false;
        }
        if (state.Started && !Expect((byte)',', "',' or '}'")) return false;
        if (!ReadString(out name)) return false;
        if (state.Started && CompareNames(state.Previous.In(_json), name.In(_json)) is int order and >= 0)
            return Fail(order == 0 ? "a member is there twice" : "members are not in ascending order");
        state.Started = true;
        state.Previous = name;
        return Expect((byte)':', "':'");
    }

    public bool SkipValue(int depth)
    {
        switch (Peek)
        {
            case (byte)'"': return ReadString(out _);
            case (byte)'{':
                if (depth == 0) return Fail("it nests too deep");
                _at++;
                ObjectState state = default;
                while (NextMember(ref state, out _))
                {
                    if (!SkipValue(depth - 1)) return false;
                }
                return Problem is null;
            case (byte)'[': return SkipArray(depth);
            case (byte)'t': return Literal("true"u8);
            case (byte)'f': return Literal("false"u8);
            case (byte)'n': return Literal("null"u8);
            default: return ReadNumber(out _);
        }
    }

    /// <summary>Reads a string; the span lies between its quotes, escapes untouched.</summary>
    public bool ReadString(out TextSpan text)
    {
        text = default;
        if (!Expect((byte)'"', "a string")) return false;
        int start = _at;
        while (true)
        {
            int stop = _json[_at..].IndexOfAny(s_stringStops);
            if (stop < 0) return Fail("a string does not end");
            _at += stop;
            if (_json[_at] == '"') break;
            if (_json[_at] != '\\') return Fail("a control character is not escaped");
            if (!SkipEscape()) return false;
        }
        text = new TextSpan(start, _at - start);
        _at++;
        return true;
    }

    public bool ReadNumber(out TextSpan token)
    {
        int end = _at;
        while (end < _json.Length && _json[end] is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'+' or (byte)'.' or (byte)'e' or (byte)'E') end++;
        token = new TextSpan(_at, end - _at);
        if (token.Length == 0) return Fail("a JSON value was expected");
        if (!EcmaNumber.IsCanonical(_json.Slice(token.Start, token.Length))) return Fail("a number is not spelled canonically");
        _at = end;
        return true;
    }

    private bool SkipArray(int depth)
    {
        if (depth == 0) return Fail("it nests too deep");
        _at++;
        if (Peek == ']')
        {
            _at++;
            return true;
        }
        while (true)
        {
            if (!SkipValue(depth - 1)) return false;
            if (Peek == ']')
            {
                _at++;
                return true;
            }
            if (!Expect((byte)',', "',' or ']'")) return false;
        }
    }

    private bool Literal(ReadOnlySpan<byte> word)
    {
        if (!_json[_at..].StartsWith(word)) return Fail("a JSON value was expected");
        _at += word.Length;
        return true;
    }

    private bool SkipEscape()
    {
        ReadOnlySpan<byte> rest = _json[_at..];
        if (rest.Length < 2) return Fail("a string does not end");
        if (rest[1] is (byte)'"' or (byte)'\\' or (byte)'b' or (byte)'t' or (byte)'n' or (byte)'f' or (byte)'r')
        {
            _at += 2;
            return true;
        }
        bool control = rest.Length >= 6 && rest.StartsWith("\\u00"u8) && rest[4] is (byte)'0' or (byte)'1'
            && rest[5] is (>= (byte)'0' and <= (byte)'9') or (>= (byte)'a' and <= (byte)'f');
        if (!control || (rest[4] == '0' && rest[5] is (byte)'8' or (byte)'9' or (byte)'a' or (byte)'c' or (byte)'d'))
            return Fail("an escape is not the canonical one");
        _at += 6;
        return true;
    }

    /// <summary>Orders two names by UTF-16 code unit, from their UTF-8 bytes.</summary>
    private static int CompareNames(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int shorter = Math.Min(left.Length, right.Length), at = 0;
        while (at < shorter && left[at] == right[at] && left[at] != '\\') at++;
        if (at == shorter) return left.Length - right.Length;
        byte a = left[at], b = right[at];
        // What an escape stands for, its first byte does not tell.
        if (a == '\\' || b == '\\') return string.CompareOrdinal(JsonText.Unescape(left), JsonText.Unescape(right));
        // Surrogate pairs (four bytes, lead F0..F4) sort below U+E000..U+FFFF (lead EE, EF) in UTF-16, and above in UTF-8.
        if (a >= 0xF0 && b is 0xEE or 0xEF) return -1;
        if (b >= 0xF0 && a is 0xEE or 0xEF) return 1;
        return a - b;
    }

    internal struct ObjectState
    {
        public bool Started;
        public TextSpan Previous;
    }
}
