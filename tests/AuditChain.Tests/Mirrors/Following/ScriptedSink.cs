using AuditChain.Mirrors.Delivering;

namespace AuditChain.Tests.Mirrors.Following;

/// <summary>Another side that does what a test says, and keeps what it took.</summary>
internal sealed class ScriptedSink(Func<MirrorBatch, Delivery> script) : IMirrorSink
{
    /// <summary>Sequences that it has, in the order in which they came.</summary>
    public List<long> Taken { get; } = [];

    /// <summary>Leaf hashes of those.</summary>
    public List<Digest> Hashes { get; } = [];

    /// <summary>How many records each attempt had.</summary>
    public List<int> Attempts { get; } = [];

    public bool IsClosed { get; private set; }

    public bool Confirms => true;

    public string? Answer => Taken.Count == 0 ? null : $"has {Taken[^1]}";

    public ValueTask<Delivery> DeliverAsync(MirrorBatch batch, CancellationToken cancellation)
    {
        Attempts.Add(batch.Count);
        Delivery delivery = script(batch);
        int taken = delivery.Outcome == DeliveryOutcome.Acknowledged ? batch.Count : Math.Clamp(delivery.Taken, 0, batch.Count);
        for (int i = 0; i < taken; i++)
        {
            Taken.Add(batch[i].Seq);
            Hashes.Add(batch[i].Entry.Hash);
        }
        return ValueTask.FromResult(delivery);
    }

    public ValueTask DisposeAsync()
    {
        IsClosed = true;
        return ValueTask.CompletedTask;
    }
}
