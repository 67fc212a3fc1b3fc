using System.Globalization;
using System.Text;

namespace AuditChain.Moat;

/// <summary>The data of an entry: compact, in Go's spelling, the members in the order of the file. Reused from entry to entry; it walks without recursion, as Go allows 10,000 levels.</summary>
internal sealed class MoatValue
{
    /// <summary>How deep Go's decoder goes.</summary>
    public const int MaxDepth = 10_000;

    private readonly List<Level> _open = [];
    private readonly List<TextSpan> _names = [];

    /// <summary>The value.</summary>
    public LineBuffer Text { get; } = new(2 * JsonWindow.MaxItem);

    /// <summary>The members of the outermost object, where the value is one: the whole member and its name, in <see cref="Text"/>.</summary>
    public List<(TextSpan Whole, TextSpan Name)> Members { get; } = [];

    /// <summary>Every number, in <see cref="Text"/>.</summary>
    public List<TextSpan> Numbers { get; } = [];

    /// <summary>Every U+FFFD: a character that moat wrote as it is, or escaped where bytes were not UTF-8; its export no longer tells.</summary>
    public List<int> Replacements { get; } = [];

    /// <summary>True when the members of every object ascend, as those of a Go map do.</summary>
    public bool IsSorted { get; private set; }

    public string NameOf(int member) => Encoding.UTF8.GetString(Members[member].Name.In(Text.Written));

    /// <summary>Reads one value.</summary>
    /// <param name="json">Stands on the value, and behind it afterwards.</param>
    /// <param name="depth">How many brackets are open around it.</param>
    /// <exception cref="ChainFaultException">Malformed; Tampered when a member is there twice.</exception>
    public void Read(ref GoScanner json, int depth)
    {
        Clear();
        try
        {
            ReadAll(ref json, depth);
        }
        catch (AuditException e) when (e.Error == AuditError.AuditEntryTooLarge)
        {
            // In Go's spelling it is longer than any value that is read, so that Go has not spelled it.
            throw json.Fail("a value is not escaped as Go does");
        }
    }

    private void ReadAll(ref GoScanner json, int depth)
    {
        do
        {
            if (json.Peek is (byte)'{' or (byte)'[')
            {
                if (Open(ref json, depth)) continue;
            }
            else
            {
                ReadScalar(ref json);
            }
            while (_open.Count > 0 && !Next(ref json, depth)) Close();
        }
        while (_open.Count > 0);
    }

    private void Clear()
    {
        Text.Clear();
        Members.Clear();
        Numbers.Clear();
        Replacements.Clear();
        _open.Clear();
        _names.Clear();
        IsSorted = true;
    }

    /// <summary>Enters an object or array; false when it is empty and was left again.</summary>
    private bool Open(ref GoScanner json, int depth)
    {
        bool isObject = json.Peek == '{';
        if (_open.Count == MaxDepth) throw json.Fail($"it nests deeper than {MaxDepth} levels");
        Text.Write(json.Peek);
        _open.Add(new Level { IsObject = isObject, FirstName = _names.Count });
        bool any = json.Enter(json.Peek, isObject ? (byte)'}' : (byte)']', depth + _open.Count);
        if (any && isObject) ReadName(ref json);
        if (any) return true;
        Close();
        return false;
    }

    /// <summary>After a value: moves to the next one of the same object or array; false when that was the last.</summary>
    private bool Next(ref GoScanner json, int depth)
    {
        Level level = _open[^1];
        if (level.IsObject && _open.Count == 1) Members[^1] = (new TextSpan(Members[^1].Whole.Start, Text.Length - Members[^1].Whole.Start), Members[^1].Name);
        if (!json.Next(level.IsObject ? (byte)'}' : (byte)']', depth + _open.Count)) return false;
        Text.Write((byte)',');
        if (level.IsObject) ReadName(ref json);
        return true;
    }

    private void Close()
    {
        Level level = _open[^1];
        Text.Write(level.IsObject ? (byte)'}' : (byte)']');
        _open.RemoveAt(_open.Count - 1);
        if (!level.IsObject) return;
        if (level.IsMixed)
        {
            IsSorted = false;
            _names.Sort(level.FirstName, _names.Count - level.FirstName, Comparer<TextSpan>.Create(Compare));
            for (int i = level.FirstName + 1; i < _names.Count; i++)
            {
                if (Compare(_names[i - 1], _names[i]) == 0) throw Twice(_names[i]);
            }
        }
        _names.RemoveRange(level.FirstName, _names.Count - level.FirstName);
    }

    private void ReadName(ref GoScanner json)
    {
        int start = Text.Length;
        TextSpan name = WriteString(ref json);
        json.Colon();
        Text.Write((byte)':');
        Level level = _open[^1];
        if (_names.Count > level.FirstName)
        {
            int order = Compare(_names[^1], name);
            if (order == 0) throw Twice(name);
            if (order > 0) _open[^1] = level with { IsMixed = true };
        }
        _names.Add(name);
        if (_open.Count == 1) Members.Add((new TextSpan(start, 0), name));
    }

    private void ReadScalar(ref GoScanner json)
    {
        if (json.Peek == '"') WriteString(ref json);
        else if (json.TryLiteral("true"u8)) Text.Write("true"u8);
        else if (json.TryLiteral("false"u8)) Text.Write("false"u8);
        else if (json.TryLiteral("null"u8)) Text.Write("null"u8);
        else WriteNumber(ref json);
    }

    private TextSpan WriteString(ref GoScanner json)
    {
        ReadOnlySpan<byte> raw = json.Slice(json.ReadString());
        Text.Write((byte)'"');
        int start = Text.Length;
        if (GoJson.IsPlain(raw))
        {
            Text.Write(raw);
        }
        else
        {
            GoJson.WriteText(Text, raw.Contains((byte)'\\') ? GoJson.Decode(raw) : raw);
            if (!Text.Written[start..].SequenceEqual(raw)) json.NoteRespelled("a text in its data");
        }
        TextSpan text = new(start, Text.Length - start);
        Text.Write((byte)'"');
        ReadOnlySpan<byte> mark = "\uFFFD"u8;
        for (int at = start; Text.Written[at..].IndexOf(mark) is >= 0 and int next; at += next + mark.Length) Replacements.Add(at + next);
        return text;
    }

    private void WriteNumber(ref GoScanner json)
    {
        ReadOnlySpan<byte> raw = json.Slice(json.ReadNumber());
        if (!double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
            throw json.Fail("a number is beyond what a double holds");
        Span<byte> text = stackalloc byte[GoJson.MaxNumber];
        text = text[..GoJson.Format(value, text)];
        if (!raw.SequenceEqual(text)) json.NoteRespelled("a number in its data");
        Numbers.Add(new TextSpan(Text.Length, text.Length));
        Text.Write(text);
    }

    /// <summary>Orders two names by their bytes, as Go does.</summary>
    private int Compare(TextSpan left, TextSpan right)
    {
        ReadOnlySpan<byte> a = left.In(Text.Written), b = right.In(Text.Written);
        if (a.Contains((byte)'\\')) a = GoJson.Decode(a);
        if (b.Contains((byte)'\\')) b = GoJson.Decode(b);
        return a.SequenceCompareTo(b);
    }

    private ChainFaultException Twice(TextSpan name) =>
        new(Verdict.Tampered, 0, $"its data has the member '{Encoding.UTF8.GetString(name.In(Text.Written))}' twice; moat reads the last one and says nothing");

    private readonly record struct Level(bool IsObject, int FirstName, bool IsMixed);
}
