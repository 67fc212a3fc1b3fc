using System.Net.Sockets;
using System.Security.Authentication;
using AuditChain.Mirrors.Delivering;
using AuditChain.Mirrors.Schemas;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Mirrors.Syslog;

/// <summary>Messages of RFC 5424. RELP acknowledges each; TCP, TLS, UDP and the local socket acknowledge nothing, and are labelled best effort.</summary>
internal sealed class SyslogSink : IMirrorSink
{
    private readonly SyslogAddress _address;
    private readonly SyslogMessage _message;
    private readonly ISyslogTransport _transport;
    private readonly TimeSpan _timeout;

    /// <exception cref="AuditException">AuditMirrorInvalid.</exception>
    public SyslogSink(MirrorSettings settings)
    {
        KindOptions options = new(settings);
        _address = SyslogAddress.Parse(options.Required("address", "where the receiver is, for example relp+tls://logs.example.com:2514"));
        TlsSettings tls = new(options);
        if (tls.IsGiven && !_address.IsTls) throw MirrorSettings.Invalid("Options of TLS are given, and the address is not one of TLS: use tls:// or relp+tls://.");
        // RFC 5425 asks receivers for 8192 and more; a datagram cannot be longer than 64 KiB. Receivers drop what is over theirs without a word.
        bool isDatagram = _address.Transport is SyslogTransport.Udp or SyslogTransport.Unix;
        int limit = options.Number("maxMessageBytes", isDatagram ? 2048 : 65_536, 480, isDatagram ? 65_000 : 2 * 1024 * 1024);
        _timeout = TimeSpan.FromSeconds(options.Number("timeoutSeconds", 30, 1, 600));
        int facility = options.Number("facility", 13, 0, 23);
        _message = new SyslogMessage(RecordFormats.Find(options.Format([.. RecordFormats.Names.Prepend("rfc5424").Distinct()])), facility, limit);
        options.Done();
        _transport = _address.Confirms ? new RelpTransport(_address, tls) : isDatagram ? new DatagramTransport(_address) : new StreamTransport(_address, tls);
    }

    public bool Confirms => _address.Confirms;

    public string? Answer { get; private set; }

    public async ValueTask<Delivery> DeliverAsync(MirrorBatch batch, CancellationToken cancellation)
    {
        byte[][] messages = new byte[batch.Count][];
        for (int i = 0; i < batch.Count; i++) messages[i] = _message.Write(batch.Header, batch[i]);
        int taken = 0;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_timeout);
        try
        {
            await _transport.SendAsync(messages, () => taken++, limit.Token);
            Answer = _address.Confirms ? $"rsp 200 for {batch[0].Seq} to {batch[batch.Count - 1].Seq}" : null;
            return Delivery.Acknowledged;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Delivery.Stalled($"'{_address}' did not take messages within {_timeout.TotalSeconds} s.", taken: taken);
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException or InvalidDataException)
        {
            return Delivery.Stalled($"'{_address}' does not take messages: {(e is AuthenticationException { InnerException: { } inner } ? $"{e.Message} {inner.Message}" : e.Message)}", taken: taken);
        }
    }

    public ValueTask DisposeAsync() => _transport.DisposeAsync();
}
