using System.Globalization;
using System.Text;

namespace AuditChain.Recording;

// What could not be recorded is counted here until an entry says so:
//
//   {"type":"audit-gap","outcome":"failure","occurred":FIRST,"message":"3 events could not be recorded …",
//    "data":{"count":3,"first":TIME,"last":TIME,"events":[
//      {"source":"vault","type":"secret","outcome":"granted","policy":"open","count":2,"first":TIME,"last":TIME,"error":"AuditLogWriteFailed"}, …]}}
//
// policy: open, the operation went on; closed, it was told not to. error: that of the last one.

/// <summary>Events that could not be recorded, by source, type, outcome and policy. Safe for any number of threads; bounded.</summary>
/// <param name="tally">Told of everything that is counted here, and when the log states it.</param>
internal sealed class GapLedger(RecordingTally tally)
{
    public const string EntryType = "audit-gap";
    private const int MaxRows = 100;
    private readonly Lock _gate = new();
    private Dictionary<Key, Row> _rows = [];
    private bool _inFlight;

    /// <summary>Whether everything that could not be recorded has been stated in the log.</summary>
    public bool IsClear
    {
        get
        {
            lock (_gate) return _rows.Count == 0 && !_inFlight;
        }
    }

    /// <summary>How many are not stated yet.</summary>
    public long Count
    {
        get
        {
            lock (_gate) return _rows.Values.Sum(row => row.Count);
        }
    }

    public void Add(AuditEvent said, FailurePolicy policy, Exception error, DateTimeOffset first, DateTimeOffset last, long count = 1)
    {
        Key key = new(Short(said.Source), Short(said.Type)!, Short(said.Outcome), policy);
        string name = RecordingTally.NameOf(error);
        lock (_gate) Add(key, new Row(count, first, last, name));
        tally.Failed(said, policy, name, last, count);
    }

    /// <summary>Takes everything out, to be stated; then <see cref="Settle"/> must be called.</summary>
    public Dictionary<Key, Row>? Take()
    {
        lock (_gate)
        {
            if (_rows.Count == 0) return null;
            Dictionary<Key, Row> taken = _rows;
            _rows = [];
            _inFlight = true;
            return taken;
        }
    }

    /// <summary>What was taken is stated in the log, or it could not be and is put back.</summary>
    public void Settle(Dictionary<Key, Row> taken, bool stated)
    {
        lock (_gate)
        {
            _inFlight = false;
            if (!stated)
            {
                foreach ((Key key, Row row) in taken) Add(key, row);
                return;
            }
        }
        tally.Stated(taken.Values.Sum(row => row.Count));
    }

    /// <summary>The entry that states what was taken.</summary>
    public static PreparedEntry Entry(Dictionary<Key, Row> taken, AuditActor? actor, string? source)
    {
        long count = taken.Values.Sum(row => row.Count);
        DateTimeOffset first = taken.Values.Min(row => row.First), last = taken.Values.Max(row => row.Last);
        long refused = taken.Where(item => item.Key.Policy == FailurePolicy.Closed).Sum(item => item.Value.Count);
        return PreparedEntry.From(new AuditEvent
        {
            Type = EntryType,
            Actor = actor,
            Source = source,
            Outcome = "failure",
            Occurred = first,
            Message = string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "event" : "events")} could not be recorded: {count - refused} went on unrecorded (open), {refused} {(refused == 1 ? "was" : "were")} refused (closed)."),
            Data = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["count"] = count,
                ["first"] = first,
                ["last"] = last,
                ["events"] = taken.Select(item => item.Value.Members(item.Key)).ToArray(),
            },
        });
    }

    private void Add(Key key, Row row)
    {
        // Names are the callers': past so many, the rest is counted together.
        if (_rows.Count >= MaxRows && !_rows.ContainsKey(key)) key = new Key(null, "*", null, key.Policy);
        _rows[key] = _rows.TryGetValue(key, out Row? before) ? before.With(row) : row;
    }

    /// <summary>A name that every line can hold: the event may be counted here because its own could not.</summary>
    private static string? Short(string? name) => name is null ? null
        : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name.Length <= AuditLimits.TypeLength ? name : $"{name.AsSpan(0, AuditLimits.TypeLength - 1)}…"));

    public readonly record struct Key(string? Source, string Type, string? Outcome, FailurePolicy Policy);

    public sealed record Row(long Count, DateTimeOffset First, DateTimeOffset Last, string Error)
    {
        public Row With(Row later) => new(
            Count + later.Count, First < later.First ? First : later.First, Last > later.Last ? Last : later.Last, later.Last >= Last ? later.Error : Error);

        public Dictionary<string, object?> Members(Key key)
        {
            Dictionary<string, object?> members = new(StringComparer.Ordinal)
            {
                ["type"] = key.Type,
                ["policy"] = key.Policy == FailurePolicy.Open ? "open" : "closed",
                ["count"] = Count,
                ["first"] = First,
                ["last"] = Last,
                ["error"] = Error,
            };
            if (key.Source is not null) members["source"] = key.Source;
            if (key.Outcome is not null) members["outcome"] = key.Outcome;
            return members;
        }
    }
}
