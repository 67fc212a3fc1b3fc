using AuditChain.Mirrors.Delivering;
using AuditChain.Mirrors.Schemas;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Mirrors.Simple;

/// <summary>One line each to a stream: for a container whose output somebody collects. Acknowledged when it is written there.</summary>
internal sealed class StdoutSink : IMirrorSink
{
    private readonly IRecordFormat _format;
    private readonly Func<Stream> _open;
    private Stream? _stream;

    /// <exception cref="AuditException">AuditMirrorInvalid.</exception>
    public StdoutSink(MirrorSettings settings, Func<Stream>? open = null)
    {
        KindOptions options = new(settings);
        _format = RecordFormats.Find(options.Format([.. RecordFormats.Names]));
        options.Done();
        _open = open ?? Console.OpenStandardOutput;
    }

    public bool Confirms => false;

    public string? Answer => null;

    public async ValueTask<Delivery> DeliverAsync(MirrorBatch batch, CancellationToken cancellation)
    {
        using MemoryStream text = new();
        for (int i = 0; i < batch.Count; i++)
        {
            text.Write(_format.Write(batch.Header, batch[i], int.MaxValue));
            text.WriteByte((byte)'\n');
        }
        _stream ??= _open();
        await _stream.WriteAsync(text.ToArray(), cancellation);
        await _stream.FlushAsync(cancellation);
        return Delivery.Acknowledged;
    }

    public ValueTask DisposeAsync() => _stream?.DisposeAsync() ?? ValueTask.CompletedTask;
}
