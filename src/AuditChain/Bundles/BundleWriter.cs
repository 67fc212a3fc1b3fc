using System.Text;

namespace AuditChain.Bundles;

// A bundle: lines, each ended by one newline, in this order.
//
//   header line
//   entry lines, ascending, without gaps
//   {"kept":{…}} …   {"attestation":NOTE} …   {"sealed":{…}} …   {"proof":{…}} …
//   {"end":{"count":n,"head":"…"}}

/// <summary>Writes a bundle to a stream. The caller gives the lines in order; what was given is counted for the end record.</summary>
public sealed class BundleWriter
{
    private readonly Stream _stream;
    private readonly LineBuffer _buffer = new(LineReader.MaxRecord);
    private long _count;
    private Digest _head;

    /// <summary>Starts the bundle with its header line.</summary>
    /// <param name="stream">Written to, not closed.</param>
    /// <param name="header">The log's header.</param>
    public BundleWriter(Stream stream, LogHeader header)
    {
        _stream = stream;
        _head = header.Hash;
        WriteLine(header.LineBytes.Span);
    }

    /// <summary>Writes an entry line.</summary>
    /// <param name="line">As stored, without a newline.</param>
    /// <param name="hash">Its leaf hash.</param>
    public void WriteEntry(ReadOnlySpan<byte> line, Digest hash)
    {
        WriteLine(line);
        _head = hash;
        _count++;
    }

    /// <summary>Writes several entry lines at once.</summary>
    /// <param name="text">The lines as stored, each ended by a newline.</param>
    /// <param name="count">How many they are.</param>
    /// <param name="last">Leaf hash of the last.</param>
    internal void WriteEntries(ReadOnlySpan<byte> text, int count, Digest last)
    {
        _stream.Write(text);
        _head = last;
        _count += count;
    }

    /// <summary>Writes an entry from before the part that this bundle is; before everything else that follows the entries.</summary>
    /// <param name="kept">The entry, with its path.</param>
    public void WriteKept(KeptEntry kept) => WriteRecord("kept", new Dictionary<string, object?>
    {
        ["entry"] = Encoding.UTF8.GetString(kept.Line),
        ["path"] = kept.Path.Select(hash => hash.ToBase64()),
        ["seq"] = kept.Sequence,
        ["size"] = kept.Size,
    });

    /// <summary>Writes an attestation.</summary>
    /// <param name="note">The signed note, byte for byte.</param>
    public void WriteAttestation(string note) => WriteRecord("attestation", note);

    /// <summary>Writes what others vouched for, in the order of the format: by the artifact, then by the bytes of the line.</summary>
    /// <param name="evidence">Time stamps and entries of Rekor; cosignatures are lines of their note.</param>
    public void WriteEvidence(IEnumerable<EvidenceRecord> evidence)
    {
        byte[][] lines =
        [
            .. evidence.Where(record => record.Kind is EvidenceKinds.Timestamp or EvidenceKinds.Rekor)
                .Select(record => (record.Note, Line: RecordOf(record)))
                .OrderBy(item => item.Note.ToString(), StringComparer.Ordinal).ThenBy(item => item.Line, ByteOrder.Instance)
                .Select(item => item.Line),
        ];
        for (int i = 0; i < lines.Length; i++)
        {
            if (i == 0 || !lines[i].AsSpan().SequenceEqual(lines[i - 1])) WriteLine(lines[i]);
        }
    }

    private byte[] RecordOf(EvidenceRecord record) => Record(record.Kind, record.Kind == EvidenceKinds.Timestamp
        ? new Dictionary<string, object?> { ["note"] = record.Note.ToString(), ["token"] = record.Data.ToArray() }
        : new Dictionary<string, object?> { ["entry"] = System.Text.Json.JsonElement.Parse(record.Data.Span), ["note"] = record.Note.ToString() });

    /// <summary>Writes the inclusion proof of one entry.</summary>
    /// <param name="proof">Its checkpoint, sequence and path.</param>
    public void WriteProof(InclusionProof proof) => WriteRecord("proof", new Dictionary<string, object?>
    {
        ["checkpoint"] = proof.Checkpoint,
        ["path"] = proof.Path.Select(hash => hash.ToBase64()),
        ["seq"] = proof.Sequence,
    });

    /// <summary>Writes the end record; nothing may follow.</summary>
    public void WriteEnd() => WriteRecord("end", new Dictionary<string, object?> { ["count"] = _count, ["head"] = _head.ToString() });

    private void WriteRecord(string kind, object value) => WriteLine(Record(kind, value));

    private byte[] Record(string kind, object value)
    {
        _buffer.Clear();
        _buffer.Write(Encoding.ASCII.GetBytes($"{{\"{kind}\":"));
        new ValueWriter().Write(_buffer, value, depth: 2);
        _buffer.Write((byte)'}');
        return _buffer.Written.ToArray();
    }

    private void WriteLine(ReadOnlySpan<byte> line)
    {
        _stream.Write(line);
        _stream.WriteByte((byte)'\n');
    }
}
