using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace AuditService.Hosting;

/// <summary>What the service counts, as Prometheus reads it.</summary>
internal sealed class Counters
{
    private readonly ConcurrentDictionary<(string Name, string Labels), long> _counts = new();

    /// <summary>Counts.</summary>
    /// <param name="name">A name that ends in <c>_total</c>.</param>
    /// <param name="labels">Such as <c>way="http"</c>; few different ones.</param>
    /// <param name="by">How many.</param>
    public void Add(string name, string labels = "", long by = 1) => _counts.AddOrUpdate((name, labels), by, (_, count) => count + by);

    /// <summary>Prometheus text format, with the gauges that are true now.</summary>
    public string ToText(IEnumerable<(string Name, long Value)> gauges)
    {
        StringBuilder text = new();
        foreach (IGrouping<string, KeyValuePair<(string Name, string Labels), long>> family in _counts.GroupBy(item => item.Key.Name).OrderBy(family => family.Key, StringComparer.Ordinal))
        {
            text.Append("# TYPE ").Append(family.Key).Append(" counter\n");
            foreach (((string name, string labels), long count) in family.OrderBy(item => item.Key.Labels, StringComparer.Ordinal))
                text.Append(CultureInfo.InvariantCulture, $"{name}{(labels.Length == 0 ? "" : $"{{{labels}}}")} {count}\n");
        }
        foreach ((string name, long value) in gauges) text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} gauge\n{name} {value}\n");
        return text.ToString();
    }
}
