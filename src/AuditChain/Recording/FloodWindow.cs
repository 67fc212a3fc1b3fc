using System.Globalization;
using System.Text.Json;

namespace AuditChain.Recording;

// Two entries tell of what was collapsed. The first is on the disk before anything is, so that a reader knows of a window
// whose process was killed:
//
//   {"type":"audit-flood",  "message":"…","data":{"of":"secret","rule":{"name","limit","windowSeconds"},"until":TIME}}
//   {"type":"audit-summary","message":"…","data":{"of":"secret","rule":{…},"count":978,"first":TIME,"last":TIME,
//                                                 "samples":[{"target","message","correlation","occurred","data"}, … up to three]}}
//
// Source, actor, action, outcome and target are those that the events have in common.

/// <summary>Identical events of one window: how many came, and what was collapsed of them. Used under the lock of <see cref="FloodControl"/> until it is taken out.</summary>
internal sealed class FloodWindow(FloodRule rule, AuditEvent common, DateTimeOffset start)
{
    public const string NoteType = "audit-flood", SummaryType = "audit-summary";
    private const int MaxSamples = 3, MaxSampleData = 4096;
    private readonly List<Dictionary<string, object?>> _samples = [];

    /// <summary>What the events have in common.</summary>
    public AuditEvent Common => common;

    public DateTimeOffset Until => start + rule.Window;

    /// <summary>Events so far, collapsed or not.</summary>
    public int Seen { get; set; }

    public long Collapsed { get; private set; }

    public DateTimeOffset First { get; private set; }

    public DateTimeOffset Last { get; private set; }

    /// <summary>Ends the window when its time is over.</summary>
    public ITimer? Timer { get; set; }

    public bool IsFull => Seen > rule.Limit;

    /// <summary>Counts an event instead of recording it.</summary>
    public void Collapse(AuditEvent said, PreparedEntry prepared, DateTimeOffset now)
    {
        if (Collapsed++ == 0) First = now;
        Last = now;
        if (_samples.Count < MaxSamples && (!rule.AnyTarget || _samples.TrueForAll(sample => !Equals(sample["target"], said.Target?.Id)))) _samples.Add(Sample(said, prepared));
    }

    /// <summary>The entry that is written before anything is collapsed.</summary>
    public PreparedEntry Note() => PreparedEntry.From(Shared() with
    {
        Type = NoteType,
        Message = $"From now until {AuditTime.Format(Until)} events like this are counted and not recorded one by one, by the flood rule '{rule.Name}'. A summary follows; if none does, the process was killed before.",
        Data = new Dictionary<string, object?>(StringComparer.Ordinal) { ["of"] = common.Type, ["rule"] = rule.Members(), ["until"] = Until },
    });

    /// <summary>The entry that stands for what was collapsed.</summary>
    public PreparedEntry Summary()
    {
        try
        {
            return Summary(_samples);
        }
        catch (AuditException)
        {
            // What fits into an entry of its own need not fit into a member of another one.
            return Summary([.. _samples.Select(sample => sample.Where(member => member.Key != "data").ToDictionary(StringComparer.Ordinal))]);
        }
    }

    private PreparedEntry Summary(List<Dictionary<string, object?>> samples) => PreparedEntry.From(Shared() with
    {
        Type = SummaryType,
        Message = string.Create(CultureInfo.InvariantCulture, $"{Collapsed} events of the type {common.Type} were collapsed by the flood rule '{rule.Name}'."),
        Occurred = First,
        Data = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["of"] = common.Type,
            ["rule"] = rule.Members(),
            ["count"] = Collapsed,
            ["first"] = First,
            ["last"] = Last,
            ["samples"] = samples,
        },
    });

    private AuditEvent Shared() => new()
    {
        Actor = common.Actor,
        Action = common.Action,
        Target = rule.AnyTarget ? null : common.Target,
        Outcome = common.Outcome,
        Source = common.Source,
    };

    private static Dictionary<string, object?> Sample(AuditEvent said, PreparedEntry prepared)
    {
        Dictionary<string, object?> sample = new(StringComparer.Ordinal) { ["target"] = said.Target?.Id };
        if (said.Message is not null) sample["message"] = said.Message.Length <= MaxSampleData ? said.Message : $"{said.Message.AsSpan(0, MaxSampleData)}…";
        if (said.Correlation is not null) sample["correlation"] = said.Correlation;
        if (said.Occurred is { } occurred) sample["occurred"] = occurred;
        // As it was written when it came; a salted commitment has no meaning in another entry.
        if (said.Data is not null && prepared.ToEntry(new EntryPlace(1, DateTimeOffset.UnixEpoch, default, default)).Data is { } data
            && data.GetRawText() is { Length: <= MaxSampleData } text && !text.Contains("\"$sealed\"", StringComparison.Ordinal)) sample["data"] = data.ValueKind == JsonValueKind.Undefined ? null : data;
        return sample;
    }
}
