using System.Text;
using System.Text.Json;

namespace AuditChain.Service.Client;

/// <summary>What <c>/v1/status</c> answers.</summary>
/// <param name="Log">How the log stands.</param>
/// <param name="Header">Its header, read here from its line.</param>
/// <param name="MaxBatch">Entries that one request may hold.</param>
/// <param name="MaxBytes">Bytes that one request may hold.</param>
internal sealed record ServiceStatus(LogStatus Log, LogHeader Header, int MaxBatch, int MaxBytes)
{
    public static ServiceStatus Read(ServiceClient client)
    {
        using HttpResponseMessage response = client.Get("v1/status");
        try
        {
            using JsonDocument document = JsonDocument.Parse(response.Content.ReadAsStream());
            JsonElement json = document.RootElement;
            if (!LogHeader.TryParse(Encoding.UTF8.GetBytes(json.GetProperty("header").GetString() ?? ""), out LogHeader? header, out string? problem))
                throw new FormatException($"its header is not one of an audit log: {problem}");
            LogStatus status = new()
            {
                Location = client.Address.ToString(),
                Origin = header!.Origin,
                LogId = header.Hash,
                Created = header.Created,
                Count = json.GetProperty("count").GetInt64(),
                Head = HashOf(json, "head"),
                FirstTime = TimeOf(json, "firstTime"),
                LastTime = TimeOf(json, "lastTime"),
                SizeOnDisk = json.GetProperty("sizeOnDisk").GetInt64(),
                AttestedCount = json.GetProperty("attestedCount") is { ValueKind: JsonValueKind.Number } count ? count.GetInt64() : null,
                AttestedTime = TimeOf(json, "attestedTime"),
            };
            return new ServiceStatus(status, header, json.GetProperty("maxBatch").GetInt32(), json.GetProperty("maxBytes").GetInt32());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new AuditException(AuditError.AuditLogNotRecognized, $"{client.Address} is not the service of an audit log: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw client.Away(e, "");
        }
    }

    public static Digest HashOf(JsonElement json, string name) =>
        Digest.TryParseHex(Encoding.UTF8.GetBytes(json.GetProperty(name).GetString() ?? ""), out Digest hash) ? hash : throw new FormatException($"'{name}' is not a hash");

    public static DateTimeOffset? TimeOf(JsonElement json, string name)
    {
        JsonElement value = json.GetProperty(name);
        if (value.ValueKind == JsonValueKind.Null) return null;
        return AuditTime.TryParse(Encoding.UTF8.GetBytes(value.GetString() ?? ""), out DateTimeOffset time) ? time : throw new FormatException($"'{name}' is not a time");
    }
}
