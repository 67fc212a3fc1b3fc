namespace AuditChain.Bundles;

// The log is read on one core while what was read before is hashed and written on another:
//
//   caller   read batch 1 │ read batch 2          │ read batch 3          │
//   task                  │ hash and write 1      │ hash and write 2      │ hash and write 3

/// <summary>Writes entry lines into a bundle, each only if it is what its stored hash says.</summary>
/// <param name="path">The log, for messages.</param>
/// <param name="bundle">Written to by one thread at a time.</param>
internal sealed class EntryPump(string path, BundleWriter bundle)
{
    private Load _filling = new(), _writing = new();
    private Task _task = Task.CompletedTask;

    /// <summary>Takes the next line.</summary>
    /// <param name="seq">Its sequence.</param>
    /// <param name="line">Copied.</param>
    /// <param name="hash">The hash stored beside it.</param>
    /// <returns>True when a batch was handed over.</returns>
    /// <exception cref="AuditException">AuditLogDamaged: an earlier line is not what its hash says. What writing throws.</exception>
    public bool Add(long seq, ReadOnlySpan<byte> line, Digest hash)
    {
        if (_filling.Lines.Count == 0) _filling.First = seq;
        _filling.Lines.Add(line);
        _filling.Hashes.Add(hash);
        if (!_filling.Lines.IsFull) return false;
        HandOver();
        return true;
    }

    /// <summary>Writes what is left, and waits for it. Also to be called when reading failed: what is wrong with an earlier line is said first.</summary>
    public void Finish()
    {
        HandOver();
        _task.GetAwaiter().GetResult();
    }

    private void HandOver()
    {
        _task.GetAwaiter().GetResult();
        (_filling, _writing) = (_writing, _filling);
        Load load = _writing;
        _filling.Clear();
        _task = Task.Run(() => Write(load));
    }

    private void Write(Load load)
    {
        load.Lines.ComputeHashes();
        for (int i = 0; i < load.Lines.Count; i++)
        {
            if (load.Lines.Hash(i) != load.Hashes[i])
                throw new AuditException(AuditError.AuditLogDamaged, $"Entry {load.First + i} of '{path}' is not what its hash says: it was changed or damaged. Nothing was exported. Verify the log.");
        }
        if (load.Lines.Count > 0) bundle.WriteEntries(load.Lines.ToText(), load.Lines.Count, load.Hashes[^1]);
    }

    private sealed class Load
    {
        public LineBatch Lines { get; } = new();

        public List<Digest> Hashes { get; } = [];

        public long First { get; set; }

        public void Clear()
        {
            Lines.Clear();
            Hashes.Clear();
        }
    }
}
