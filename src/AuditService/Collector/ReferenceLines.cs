using System.Buffers;
using System.Text.Json;

namespace AuditService.Collector;

/// <summary>Turns the lines that a buffer holds into entries, and those that are none into one entry that says so.</summary>
/// <param name="sender">Whose lines they are.</param>
/// <param name="most">So many are read at once.</param>
internal sealed class ReferenceLines(Sender sender, int most)
{
    private const string EmptyType = "console", RejectedType = "collector.rejected";
    private readonly List<PreparedEntry> _entries = [];
    private int _rejected;
    private string? _reason;
    private Digest? _hash;

    /// <summary>In the order of their lines.</summary>
    public IReadOnlyList<PreparedEntry> Entries => _entries;

    /// <summary>Bytes of the lines that were read.</summary>
    public long Bytes { get; private set; }

    /// <summary>True when there may be further whole lines in the buffer.</summary>
    public bool IsFull { get; private set; }

    /// <summary>True when a line does not end within 1 MiB: the connection cannot go on.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Reads whole lines; at the end of the input also one without a newline.</summary>
    /// <returns>Up to where the buffer was used.</returns>
    public SequencePosition Read(ReadOnlySequence<byte> buffer, bool isEnd)
    {
        while (!IsFull)
        {
            SequencePosition? newline = buffer.PositionOf((byte)'\n');
            if (newline is null && !(isEnd && !buffer.IsEmpty))
            {
                IsTooLong = buffer.Length > AuditLimits.LineBytes;
                if (IsTooLong) Reject(buffer.Slice(0, AuditLimits.LineBytes), "the line is longer than 1 MiB");
                break;
            }
            ReadOnlySequence<byte> line = newline is { } end ? buffer.Slice(0, end) : buffer;
            buffer = newline is { } at ? buffer.Slice(buffer.GetPosition(1, at)) : buffer.Slice(buffer.End);
            Bytes += line.Length + 1;
            Take(line);
            IsFull = _entries.Count >= most;
        }
        return buffer.Start;
    }

    private void Take(ReadOnlySequence<byte> line)
    {
        if (line.Length > AuditLimits.LineBytes)
        {
            Reject(line.Slice(0, AuditLimits.LineBytes), "the line is longer than 1 MiB");
            return;
        }
        byte[] json = line.ToArray();
        if (json.AsSpan().Trim(" \t\r"u8).IsEmpty) return;
        try
        {
            _entries.Add(PreparedEntry.From(Event(json)));
        }
        catch (Exception e) when (e is JsonException or AuditException or InvalidOperationException)
        {
            Reject(line, e is AuditException known ? known.Message : "it is not a JSON object with the members type and data");
        }
    }

    /// <summary>As Go reads it: names whatever their case, the last one counts, others are left out.</summary>
    private AuditEvent Event(byte[] json)
    {
        // The line is the wrapper of the data, one level above it.
        using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = AuditLimits.Depth + 1 });
        string? type = null;
        JsonElement? data = null;
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            if (member.Name.Equals("type", StringComparison.OrdinalIgnoreCase)) type = member.Value.GetString();
            else if (member.Name.Equals("data", StringComparison.OrdinalIgnoreCase)) data = member.Value.ValueKind == JsonValueKind.Null ? null : member.Value.Clone();
        }
        AuditEvent said = new() { Type = string.IsNullOrEmpty(type) ? EmptyType : type, Data = data, Actor = sender.Actor };
        return sender.Principal.MayAppend(said.Type) ? said : throw new AuditException(AuditError.AuditAccessRefused, $"the token may not append entries of the type '{said.Type}'");
    }

    /// <summary>The first of a batch is an entry with its reason; all of them are counted in it, so that garbage does not fill the log.</summary>
    private void Reject(ReadOnlySequence<byte> line, string reason)
    {
        _rejected++;
        if (_rejected > 1) _entries.RemoveAll(entry => entry.Event.Type == RejectedType && entry.Event.Source == Delivery.Source);
        _reason ??= reason;
        _hash ??= Digest.Of(line.ToArray());
        _entries.Add(PreparedEntry.From(new AuditEvent
        {
            Type = RejectedType,
            Action = "append",
            Outcome = "failure",
            Actor = sender.Actor,
            Source = Delivery.Source,
            Data = new Dictionary<string, object?>(StringComparer.Ordinal) { ["count"] = _rejected, ["reason"] = _reason, ["sha256"] = _hash.Value.ToString() },
        }));
    }
}
