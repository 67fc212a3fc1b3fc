using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace AuditChain.Tests;

/// <summary>A text that is recorded sealed.</summary>
internal sealed record Secret(string Text)
{
    private static byte[] Salt => Encoding.ASCII.GetBytes("sixteen bytes ok");

    public SealedValue Seal() => new(SealedValue.Commit(Salt, CanonicalJson.Serialize(Text)));

    public string Opening(long seq, string path) => Encoding.UTF8.GetString(CanonicalJson.Serialize(new Dictionary<string, object?>
    {
        ["sealed"] = new Dictionary<string, object?> { ["path"] = path, ["salt"] = System.Buffers.Text.Base64Url.EncodeToString(Salt), ["seq"] = seq, ["value"] = Text },
    }));
}

/// <summary>Generated values of every kind that can be recorded, and what each must read back as.</summary>
internal static class HonestValues
{
    private static readonly Gen<string> s_character = Gen.Frequency(
        (20, Gen.Choose(0x20, 0x7e).Select(c => ((char)c).ToString())),
        (3, Gen.Choose(0, 0x1f).Select(c => ((char)c).ToString())),
        (3, Gen.Elements("\"", "\\", "/", "\u007f", "\u2028", "\ufeff", "\uffff", "\ud7ff", "\ue000", "e\u0301")),
        (3, Gen.Choose(0xa0, 0xd7ff).Select(c => ((char)c).ToString())),
        (2, Gen.Choose(0xe000, 0xffff).Select(c => ((char)c).ToString())),
        (3, Gen.Choose(0x10000, 0x10ffff).Select(char.ConvertFromUtf32)));

    public static Gen<string> Text { get; } = Gen.Frequency(
        (1, Gen.Constant("")),
        (12, s_character.ArrayOf().Select(string.Concat)),
        (1, Gen.Choose(500, 3000).Select(length => new string('x', length) + "\U0001F600")));

    /// <summary>Text that is not empty and has no control characters: for types and names.</summary>
    public static Gen<string> Name { get; } = s_character.Where(c => !char.IsControl(c, 0)).ArrayOf().Where(parts => parts.Length is > 0 and < 60).Select(string.Concat);

    public static Gen<object?> Any { get; } = Gen.Sized(size => Value(Math.Min(size, 40)));

    /// <summary>True when what was read says what was given.</summary>
    public static bool Agrees(object? given, JsonElement read) => given switch
    {
        null => read.ValueKind == JsonValueKind.Null,
        bool flag => read.ValueKind == (flag ? JsonValueKind.True : JsonValueKind.False),
        string text => read.ValueKind == JsonValueKind.String && read.GetString() == text,
        byte[] bytes => read.GetBytesFromBase64().AsSpan().SequenceEqual(bytes),
        Guid or TimeSpan or DayOfWeek => read.GetString() == given.ToString(),
        DateTimeOffset time => DateTimeOffset.Parse(read.GetString()!, CultureInfo.InvariantCulture) == time,
        double number => read.ValueKind == JsonValueKind.Number && read.GetDouble() == number,
        float number => read.ValueKind == JsonValueKind.Number && read.GetDouble() == (double)number,
        Half number => read.ValueKind == JsonValueKind.Number && read.GetDouble() == (double)number,
        decimal number => decimal.Parse(Digits(read), NumberStyles.Float, CultureInfo.InvariantCulture) == number,
        int or long or ulong or BigInteger => BigInteger.Parse(Digits(read), CultureInfo.InvariantCulture) == BigInteger.Parse(Convert.ToString(given, CultureInfo.InvariantCulture)!, CultureInfo.InvariantCulture),
        Secret secret => read.GetProperty(ValueWriter.SealedMember).GetString() == secret.Seal().Commitment.ToBase64Url(),
        Dictionary<string, object?> members => read.GetPropertyCount() == members.Count && members.All(member => Agrees(member.Value, read.GetProperty(member.Key))),
        object?[] items => read.GetArrayLength() == items.Length && items.Zip(read.EnumerateArray()).All(pair => Agrees(pair.First, pair.Second)),
        _ => throw new NotSupportedException(given.GetType().Name),
    };

    /// <summary>The value as it is given to the engine: secrets sealed.</summary>
    public static object? ToData(object? value) => value switch
    {
        Secret secret => secret.Seal(),
        Dictionary<string, object?> members => members.ToDictionary(m => m.Key, m => ToData(m.Value)),
        object?[] items => items.Select(ToData).ToArray(),
        _ => value,
    };

    /// <summary>The openings of all secrets in a value.</summary>
    public static IEnumerable<string> Openings(long seq, string path, object? value) => value switch
    {
        Secret secret => [secret.Opening(seq, path)],
        Dictionary<string, object?> members => members.SelectMany(m => Openings(seq, $"{path}/{m.Key.Replace("~", "~0").Replace("/", "~1")}", m.Value)),
        object?[] items => items.SelectMany((item, i) => Openings(seq, $"{path}/{i}", item)),
        _ => [],
    };

    private static string Digits(JsonElement read) => read.ValueKind == JsonValueKind.Number ? read.GetRawText() : read.GetString()!;

    private static Gen<object?> Value(int size)
    {
        if (size <= 1) return Scalar;
        Gen<object?> inner = Value(size / 4);
        return Gen.Frequency(
            (6, Scalar),
            (1, inner.ArrayOf(4).Select(items => (object?)items)),
            (1, Gen.Zip(Text.Where(name => name != ValueWriter.SealedMember), inner).ArrayOf(5).Select(members => (object?)members.DistinctBy(m => m.Item1).ToDictionary(m => m.Item1, m => m.Item2))));
    }

    private static Gen<object?> Scalar { get; } = Gen.Frequency(
        (1, Gen.Constant<object?>(null)),
        (1, Gen.Elements<object?>(true, false)),
        (6, Text.Select(text => (object?)text)),
        (2, ArbMap.Default.GeneratorFor<int>().Select(n => (object?)n)),
        (2, Bits.Select(bits => (object?)(long)bits)),
        (1, Bits.Select(bits => (object?)bits)),
        (2, Gen.Elements<object?>((1L << 53) - 1, 1L << 53, (1L << 53) + 1, -(1L << 53), long.MinValue, long.MaxValue, ulong.MaxValue, 36881510449894300, 36881510449894304, 0, -1)),
        (3, Bits.Select(BitConverter.UInt64BitsToDouble).Where(double.IsFinite).Select(n => (object?)n)),
        (2, Gen.Elements<object?>(0.0, -0.0, 1e21, 1e20, 1e-6, 1e-7, 5e-324, double.MaxValue, double.Epsilon, 0.1 + 0.2, 9007199254740993.0, 3.68815104498943e16, 1e15 + 0.5, 4.35, 1f / 3, (Half)0.1, Half.MaxValue, float.MaxValue, float.Epsilon)),
        (2, Gen.Zip(Bits, Gen.Choose(0, 28)).Select(pair => (object?)new decimal((int)pair.Item1, (int)(pair.Item1 >> 32), (int)(pair.Item1 >> 16), pair.Item1 % 2 == 0, (byte)pair.Item2))),
        (1, Gen.Zip(Bits, Bits).Select(pair => (object?)((BigInteger)(long)pair.Item1 * pair.Item2))),
        (1, Gen.Choose(0, 255).ArrayOf().Select(bytes => (object?)bytes.Select(b => (byte)b).ToArray())),
        (1, Gen.Choose(0, int.MaxValue).Select(ticks => (object?)new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.FromHours(ticks % 14)).AddTicks((long)ticks * 12345))),
        (1, Gen.Zip(Bits, Bits).Select(pair => (object?)new Guid([.. BitConverter.GetBytes(pair.Item1), .. BitConverter.GetBytes(pair.Item2)]))),
        (1, Gen.Elements<object?>(TimeSpan.Zero, TimeSpan.MaxValue, TimeSpan.FromTicks(-1), DayOfWeek.Friday)),
        (2, Text.Select(text => (object?)new Secret(text))));

    private static Gen<ulong> Bits => Gen.Zip(Gen.Choose(int.MinValue, int.MaxValue), Gen.Choose(int.MinValue, int.MaxValue)).Select(pair => ((ulong)(uint)pair.Item1 << 32) | (uint)pair.Item2);
}
