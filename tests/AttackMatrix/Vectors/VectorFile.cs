using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AttackMatrix.Honest;

namespace AttackMatrix.Vectors;

// One JSON file a vector, named <row>-<attack>.<form>.json. `content` is base64 of gzip of the bytes of the file, so that
// they survive every editor and checkout; the same for the files beside it.

/// <summary>Reads and writes vectors.</summary>
internal static class VectorFile
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(), new PackedBytes() },
    };

    /// <summary>The vector files of a folder, in order; other vectors that lie beside them do not begin with a row.</summary>
    public static IEnumerable<string> In(string folder) =>
        Directory.GetFiles(folder, "*.json").Where(path => Path.GetFileName(path) is [>= '0' and <= '9', >= '0' and <= '9', '-', ..]).Order(StringComparer.Ordinal);

    public static Vector Read(string path) => JsonSerializer.Deserialize<Vector>(File.ReadAllBytes(path), s_options)!;

    public static string ToJson(Vector vector) => JsonSerializer.Serialize(vector, s_options) + "\n";

    private sealed class PackedBytes : JsonConverter<byte[]>
    {
        public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => BundleText.Gunzip(reader.GetBytesFromBase64());

        public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) => writer.WriteStringValue(Encoding.ASCII.GetBytes(Convert.ToBase64String(BundleText.Gzip(value))));
    }
}
