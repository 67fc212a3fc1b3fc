using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AuditChain.Json;

// System.Text.Json writes the property of an object as its shortest text: 0.1 for a Single that widens to
// 0.10000000149011612, and every digit of a decimal, which would then be read as a double. Only here is its type still known.

/// <summary>Numbers of .NET inside of objects that <see cref="ValueWriter"/> knows by their properties alone: written as it writes them.</summary>
internal sealed class NumberConverter<T> : JsonConverter<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        LineBuffer buffer = new();
        new ValueWriter().Write(buffer, value, depth: 1);
        writer.WriteRawValue(buffer.Written);
    }
}

/// <summary>The options that have these converters.</summary>
internal static class NumberConverter
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        Converters = { new NumberConverter<float>(), new NumberConverter<Half>(), new NumberConverter<decimal>(), new NumberConverter<BigInteger>() },
    };
}
