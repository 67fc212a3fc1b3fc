using System.Net;

namespace AuditService.Hosting;

// Whoever tries tokens must not fill the log. For each address the first refusal of a minute is an entry; those after it are
// counted, and the next entry of that address says how many there were. Only so many addresses are known at a time; beyond
// that all others share one place.

/// <summary>Records who was turned away, under flood control.</summary>
internal sealed class Refusals(LogHandle log, TimeProvider clock, Counters counters)
{
    private const int MostPlaces = 1000;
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (DateTimeOffset Since, long Suppressed)> _places = new(StringComparer.Ordinal);

    /// <summary>Records a refusal, or counts it.</summary>
    /// <param name="from">The address of the other side; null for a Unix socket.</param>
    /// <param name="endpoint">What was asked for, without its query.</param>
    /// <param name="reason">Why it was refused.</param>
    /// <param name="who">The token's name, where the token itself is a valid one.</param>
    public async Task RecordAsync(IPAddress? from, string endpoint, string reason, string? who = null)
    {
        counters.Add("auditlog_refused_total");
        string place = Redact(from);
        if (Take(place) is not { } suppressed) return;
        Dictionary<string, object?> data = new(StringComparer.Ordinal) { ["endpoint"] = endpoint.Length <= 200 ? endpoint : endpoint[..200], ["reason"] = reason, ["source_ip_redacted"] = place };
        if (suppressed > 0) data["suppressed"] = suppressed;
        try
        {
            await log.AppendAsync([PreparedEntry.From(new AuditEvent
            {
                Type = "auth-failed",
                Action = "authenticate",
                Outcome = "denied",
                Source = Delivery.Source,
                Actor = who is null ? null : new AuditActor { Id = who, Type = "service" },
                Data = data,
            })]);
        }
        catch (AuditException)
        {
            // The refusal stands all the same; that the log cannot be written, readiness says.
        }
    }

    /// <summary>How many were left out before this one; null when this one is left out.</summary>
    private long? Take(string place)
    {
        DateTimeOffset now = clock.GetUtcNow();
        lock (_gate)
        {
            if (!_places.ContainsKey(place) && _places.Count >= MostPlaces)
            {
                foreach (string old in _places.Where(item => now - item.Value.Since >= s_window && item.Value.Suppressed == 0).Select(item => item.Key).ToArray()) _places.Remove(old);
                if (_places.Count >= MostPlaces) place = "others";
            }
            if (_places.TryGetValue(place, out (DateTimeOffset Since, long Suppressed) known) && now - known.Since < s_window)
            {
                _places[place] = known with { Suppressed = known.Suppressed + 1 };
                return null;
            }
            _places[place] = (now, 0);
            return known.Suppressed;
        }
    }

    /// <summary>The network of an address: enough to find it, not enough to name a person. Loopback stays as it is.</summary>
    private static string Redact(IPAddress? from)
    {
        if (from is null) return "unix";
        if (from.IsIPv4MappedToIPv6) from = from.MapToIPv4();
        if (IPAddress.IsLoopback(from)) return from.ToString();
        byte[] bytes = from.GetAddressBytes();
        Array.Clear(bytes, bytes.Length == 4 ? 3 : 6, bytes.Length == 4 ? 1 : 10);
        return $"{new IPAddress(bytes)}/{(bytes.Length == 4 ? 24 : 48)}";
    }
}
