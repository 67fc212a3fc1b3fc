using AuditChain.Mirrors.Settings;

namespace AuditChain.Mirrors.Following;

/// <summary>Counts what was delivered since the last receipt, and builds the tree over it: memory does not grow.</summary>
internal sealed class ReceiptTally
{
    private MerkleFrontier _tree = new();
    private long _from, _to, _due;
    private DateTimeOffset _since;

    public ReceiptTally(PendingReceipt? pending)
    {
        if (pending is null) return;
        bool isRoot = Digest.TryParseBase64(pending.Root, out Digest root);
        byte[] edge = new byte[pending.Edge.Length];
        bool isEdge = Convert.TryFromBase64String(pending.Edge, edge, out int length);
        _tree = (isRoot && isEdge ? MerkleFrontier.From(pending.Count, edge.AsSpan(0, length), root) : null)
            ?? throw MirrorSettings.Invalid("What the store keeps of the next receipt of a mirror contradicts itself. Remove the mirror and create it anew.");
        (_from, _to, _due, _since) = (pending.From, pending.To, pending.Due, pending.Since);
    }

    /// <summary>How many entries are not entries of mirrors themselves.</summary>
    public long Due => _due;

    /// <summary>When the first of them was delivered.</summary>
    public DateTimeOffset Since => _since;

    /// <summary>What a receipt would say now; null when nothing was delivered.</summary>
    public PendingReceipt? Pending => _tree.Size == 0 ? null : new PendingReceipt
    {
        From = _from,
        To = _to,
        Count = _tree.Size,
        Due = _due,
        Since = _since,
        Edge = Convert.ToBase64String(_tree.Edge()),
        Root = _tree.Root().ToBase64(),
    };

    public void Add(AuditEntry entry, DateTimeOffset now)
    {
        if (_tree.Size == 0) (_from, _since) = (entry.Seq, now);
        _to = entry.Seq;
        _tree.Add(entry.Hash);
        if (!MirrorEntries.IsOwn(entry.Type)) _due++;
    }

    public void Clear() => (_tree, _due) = (new MerkleFrontier(), 0);
}
