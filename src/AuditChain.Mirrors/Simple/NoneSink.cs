using AuditChain.Mirrors.Delivering;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Mirrors.Simple;

/// <summary>Takes everything and keeps nothing: to try filters and receipts.</summary>
internal sealed class NoneSink : IMirrorSink
{
    /// <exception cref="AuditException">AuditMirrorInvalid.</exception>
    public NoneSink(MirrorSettings settings)
    {
        KindOptions options = new(settings);
        options.Format("line");
        options.Done();
    }

    public bool Confirms => false;

    public string? Answer => null;

    public ValueTask<Delivery> DeliverAsync(MirrorBatch batch, CancellationToken cancellation) => ValueTask.FromResult(Delivery.Acknowledged);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
