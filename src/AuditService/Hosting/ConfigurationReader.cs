using System.Net;
using System.Text.Json;

namespace AuditService.Hosting;

// {
//   "$schema": "auditlog.schema.json",
//   "log": "/var/lib/auditlog/ops.audit",
//   "listen": [
//     { "kind": "http", "address": "0.0.0.0:8443", "certificate": "tls/cert.pem", "key": "tls/key.pem" },
//     { "kind": "reference", "socket": "/run/auditlog/collector.sock" }
//   ],
//   "health": "127.0.0.1:8081",
//   "limits": { "batchEntries": 1000, "bodyBytes": 8388608, "pendingBytes": 67108864, "connections": 10000, "readers": 16,
//               "idleSeconds": 600, "stopSeconds": 30 },
//   "allowInsecureNetwork": false
// }
//
// Paths are relative to the file. Refused: members that are not known or given twice, listeners beyond this machine without TLS.

/// <summary>Reads the configuration of a service, strictly.</summary>
internal static class ConfigurationReader
{
    /// <summary>Reads and checks a file; nothing is opened but the file itself and the certificates.</summary>
    /// <exception cref="AuditException">AuditConfigurationInvalid.</exception>
    public static ServiceConfiguration Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { AllowDuplicateProperties = false });
            ServiceConfiguration configuration = Read(document.RootElement, Path.GetDirectoryName(Path.GetFullPath(path))!);
            Check(configuration);
            return configuration;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw Invalid($"'{path}' cannot be read: {e.Message}");
        }
        catch (AuditException e) when (e.Error == AuditError.AuditConfigurationInvalid)
        {
            throw new AuditException(e.Error, $"'{path}': {e.Message} The service was not started.", e);
        }
    }

    private static ServiceConfiguration Read(JsonElement root, string folder)
    {
        JsonMembers members = new(root, "the file");
        ServiceConfiguration configuration = new()
        {
            Log = Path.GetFullPath(members.Text("log") ?? throw Invalid("'log' is missing: the path of the log."), folder),
            Listeners = [.. members.Items("listen").Select((item, i) => ReadListener(item, $"listen[{i}]", folder))],
            Health = members.Text("health") is { } health ? Address(health, "health") : null,
            Limits = members.Object("limits") is { } limits ? ReadLimits(limits) : new ServiceLimits(),
            AllowInsecureNetwork = members.Flag("allowInsecureNetwork"),
        };
        members.Text("$schema");
        members.End();
        return configuration;
    }

    private static ListenerConfiguration ReadListener(JsonElement item, string place, string folder)
    {
        JsonMembers members = new(item, place);
        string? kind = members.Text("kind"), address = members.Text("address"), socket = members.Text("socket"), certificate = members.Text("certificate"), key = members.Text("key");
        members.End();
        if ((address is null) == (socket is null)) throw Invalid($"{place} needs either 'address', such as 127.0.0.1:8443, or 'socket', the path of a Unix socket.");
        if ((certificate is null) != (key is null)) throw Invalid($"{place} needs both 'certificate' and 'key' for TLS, or neither.");
        return new ListenerConfiguration
        {
            Kind = kind switch
            {
                "http" or null => ListenerKind.Http,
                "reference" => ListenerKind.Reference,
                _ => throw Invalid($"{place}.kind is 'http' or 'reference'; '{kind}' is neither."),
            },
            Address = address is null ? null : Address(address, $"{place}.address"),
            Socket = socket is null ? null : Path.GetFullPath(socket, folder),
            Certificate = certificate is null ? null : Path.GetFullPath(certificate, folder),
            Key = key is null ? null : Path.GetFullPath(key, folder),
        };
    }

    private static ServiceLimits ReadLimits(JsonElement item)
    {
        JsonMembers members = new(item, "limits");
        ServiceLimits standard = new();
        ServiceLimits limits = new()
        {
            BatchEntries = (int)members.Number("batchEntries", 1, 100_000, standard.BatchEntries),
            BodyBytes = (int)members.Number("bodyBytes", AuditLimits.LineBytes, 256 << 20, standard.BodyBytes),
            PendingBytes = members.Number("pendingBytes", AuditLimits.LineBytes, 1L << 40, standard.PendingBytes),
            Connections = (int)members.Number("connections", 1, 1_000_000, standard.Connections),
            Readers = (int)members.Number("readers", 1, 1000, standard.Readers),
            Idle = TimeSpan.FromSeconds(members.Number("idleSeconds", 1, 86_400, (long)standard.Idle.TotalSeconds)),
            Stop = TimeSpan.FromSeconds(members.Number("stopSeconds", 1, 3600, (long)standard.Stop.TotalSeconds)),
        };
        members.End();
        return limits.PendingBytes >= limits.BodyBytes ? limits : throw Invalid("limits.pendingBytes must be at least limits.bodyBytes: no body would ever be taken.");
    }

    private static void Check(ServiceConfiguration configuration)
    {
        if (configuration.Listeners.Count == 0) throw Invalid("'listen' names no listener, so nobody could reach the service.");
        foreach (ListenerConfiguration listener in configuration.Listeners)
        {
            bool remote = listener.Address is { } address && !IPAddress.IsLoopback(address.Address);
            if (remote && listener.Certificate is null && !configuration.AllowInsecureNetwork)
                throw Invalid($"{listener.Address} can be reached from other machines, and has no TLS: tokens and entries would pass in the clear. Give 'certificate' and 'key', or listen on 127.0.0.1.");
            if (listener.Certificate is not null) _ = new Certificate(listener.Certificate, listener.Key!).Current();
        }
        if (configuration.Health is { } health && !IPAddress.IsLoopback(health.Address) && !configuration.AllowInsecureNetwork)
            throw Invalid($"'health' is {health}, which can be reached from other machines: it says to anybody how the log stands. Use 127.0.0.1.");
    }

    private static IPEndPoint Address(string text, string place) =>
        IPEndPoint.TryParse(text, out IPEndPoint? address) && text.Contains(':', StringComparison.Ordinal) ? address
            : throw Invalid($"{place} is an address and a port, such as 127.0.0.1:8443 or [::1]:8443; '{text}' is none.");

    internal static AuditException Invalid(string message) => new(AuditError.AuditConfigurationInvalid, message);
}
