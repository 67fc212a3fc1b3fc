using System.Globalization;
using System.Net.Sockets;
using System.Text;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Mirrors.Syslog;

/// <summary>Carries messages to a receiver.</summary>
internal interface ISyslogTransport : IAsyncDisposable
{
    /// <summary>Hands messages over.</summary>
    /// <param name="messages">In order.</param>
    /// <param name="confirmed">Called for each that the receiver is known to have, or that was handed to the system where it never says.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    Task SendAsync(IReadOnlyList<byte[]> messages, Action confirmed, CancellationToken cancellation);
}

/// <summary>Octet counting over TCP or TLS (RFC 6587, RFC 5425): the length in digits, a space, the message. Nothing is ever acknowledged.</summary>
internal sealed class StreamTransport(SyslogAddress address, TlsSettings tls) : ISyslogTransport
{
    private Stream? _stream;
    private Socket? _socket;

    public async Task SendAsync(IReadOnlyList<byte[]> messages, Action confirmed, CancellationToken cancellation)
    {
        // A receiver says nothing, so the end of the stream is all that it ever says: what is written after it would vanish.
        if (_socket is not null && _socket.Poll(0, SelectMode.SelectRead) && _socket.Available == 0) await CloseAsync();
        if (_stream is null) (_stream, _socket) = await SyslogConnection.OpenAsync(address, tls, cancellation);
        try
        {
            using MemoryStream frames = new();
            foreach (byte[] message in messages)
            {
                frames.Write(Encoding.ASCII.GetBytes(message.Length.ToString(CultureInfo.InvariantCulture)));
                frames.WriteByte((byte)' ');
                frames.Write(message);
            }
            await _stream.WriteAsync(frames.GetBuffer().AsMemory(0, (int)frames.Length), cancellation);
            await _stream.FlushAsync(cancellation);
        }
        catch
        {
            await CloseAsync();
            throw;
        }
        for (int i = 0; i < messages.Count; i++) confirmed();
    }

    public ValueTask DisposeAsync() => new(CloseAsync());

    private async Task CloseAsync()
    {
        if (_stream is not null) await _stream.DisposeAsync();
        (_stream, _socket) = (null, null);
    }
}
