using AuditChain.Mirrors.Delivering;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Mirrors.Following;

/// <summary>Where a mirror stands, in memory, and in the store at most once a second: what was delivered since may be delivered again after a crash.</summary>
internal sealed class MirrorCursor
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);
    private readonly IMirrorTable _table;
    private readonly TimeProvider _clock;
    private MirrorRow _row;
    private DateTimeOffset _saved;

    public MirrorCursor(IMirrorTable table, MirrorRow row, TimeProvider clock)
    {
        _table = table;
        _row = row;
        _clock = clock;
        _saved = clock.GetUtcNow();
        Progress = MirrorProgress.Parse(row.State);
        Tally = new ReceiptTally(Progress.Receipt);
    }

    public MirrorRow Row => _row;

    public MirrorProgress Progress { get; set; }

    public ReceiptTally Tally { get; }

    /// <summary>True when the store does not know where the mirror stands.</summary>
    public bool IsDirty { get; private set; }

    /// <summary>Moves on past records that the other side has.</summary>
    public void Delivered(ReadOnlySpan<MirrorRecord> records)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        foreach (MirrorRecord record in records)
        {
            Pass(record);
            Tally.Add(record.Entry, now);
        }
        _row = _row with { Delivered = _row.Delivered + records.Length };
        Progress = Progress with { DeliveredTime = now, Error = null, ErrorTime = null };
    }

    /// <summary>Moves on past a record that the other side refuses for good.</summary>
    public void Rejected(MirrorRecord record, string reason)
    {
        Pass(record);
        Progress = Progress with { Rejected = Progress.Rejected + 1, Error = reason, ErrorTime = _clock.GetUtcNow() };
    }

    /// <summary>Moves on to the end of what was considered.</summary>
    public void Finish(Considered considered)
    {
        if (_row.Seq == considered.Seq) return;
        _row = _row with { Seq = considered.Seq, Hash = considered.Hash, Skipped = _row.Skipped + considered.SkippedAfter };
        IsDirty = true;
    }

    /// <summary>Stores it if the last time is a second ago.</summary>
    /// <exception cref="AuditException">AuditMirrorBusy.</exception>
    public void SaveSometimes()
    {
        if (IsDirty && _clock.GetUtcNow() - _saved >= s_interval) Save();
    }

    /// <summary>Stores it.</summary>
    /// <exception cref="AuditException">AuditMirrorBusy: somebody else runs the mirror, or it was changed.</exception>
    public void Save()
    {
        _row = _row with { State = (Progress with { Receipt = Tally.Pending }).ToJson() };
        if (!_table.Save(_row))
            throw new AuditException(AuditError.AuditMirrorBusy, $"The mirror '{_row.Name}' was changed or removed, or another process runs it. This one stopped; nothing is lost.");
        _saved = _clock.GetUtcNow();
        IsDirty = false;
    }

    private void Pass(MirrorRecord record)
    {
        _row = _row with { Seq = record.Seq, Hash = record.Entry.Hash, Skipped = _row.Skipped + record.SkippedBefore };
        IsDirty = true;
    }
}
