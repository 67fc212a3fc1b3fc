namespace AuditChain.Moat;

/// <summary>Takes the entries of a log of moat over, one by one, in memory that does not grow.</summary>
/// <param name="source">A log that was verified; read from its start.</param>
internal sealed class MoatCopy(IMoatSource source)
{
    private readonly Dictionary<long, MoatAttestation> _attestations = source.Attestations.ToDictionary(a => a.Seq);
    private readonly MoatEntry _entry = new();
    private Digest? _head;
    private long _last;

    /// <summary>Bytes of the data last taken.</summary>
    public int DataLength => _entry.Data.Length;

    /// <summary>The next entry, ready for a log of ours; null at the end.</summary>
    /// <exception cref="AuditException">AuditChainBroken: the file is no longer the one that was verified. AuditEntryTooLarge.</exception>
    public PreparedEntry? Next()
    {
        try
        {
            if (!source.Read(_entry)) return null;
            if (_entry.Seq != _last + 1 || _entry.Prev != _head || _entry.FindFault(out _) is not null) throw Changed(null);
        }
        catch (ChainFaultException e)
        {
            throw Changed(e);
        }
        (_last, _head) = (_entry.Seq, _entry.Hash);
        return MoatEntries.Prepare(_entry, _attestations.GetValueOrDefault(_entry.Seq));
    }

    private AuditException Changed(Exception? inner) =>
        new(AuditError.AuditChainBroken, $"'{source.Name}' was changed at entry {_last + 1} while it was read. Nothing was taken over.", inner);
}
