using System.Text.Json;

namespace AuditChain.Verification;

/// <summary>
/// The report of an earlier verification as a JSON file (<see cref="ReportJson"/>): what it knew of the keys is handed to a
/// verification that goes on from a checkpoint. Keep it where whoever writes the log cannot: it is trusted as a key is.
/// </summary>
public static class EarlierReport
{
    /// <summary>Reads its keys with their bounds.</summary>
    /// <param name="path">A file with one JSON object that has the member <c>keys</c>.</param>
    /// <exception cref="AuditException">AuditCheckpointInvalid: it cannot be read, or is no report of a log that was intact.</exception>
    public static IReadOnlyList<KeyState> ReadKeys(string path)
    {
        try
        {
            using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = report.RootElement;
            // What a report of a log that does not hold says of its keys, the log said.
            if (root.GetProperty("verdict").GetString() != nameof(Verdict.Intact)) throw Invalid(path, "its verdict is not Intact");
            return [.. root.GetProperty("keys").EnumerateArray().Select(Read)];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Invalid(path, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditException(AuditError.AuditCheckpointInvalid, $"The report '{path}' cannot be read: {e.Message}", e);
        }
    }

    private static KeyState Read(JsonElement key)
    {
        JsonElement retired = key.GetProperty("retired");
        return new KeyState(
            VerifierKey.Parse(key.GetProperty("key").GetString()!), key.GetProperty("from").GetInt64(), retired.ValueKind == JsonValueKind.Null ? null : retired.GetInt64());
    }

    private static AuditException Invalid(string path, string problem) => new(
        AuditError.AuditCheckpointInvalid, $"'{path}' is not the report of a verification that ended in Intact: {problem.TrimEnd('.')}. Hand over what 'auditlog verify --json' printed.");
}
