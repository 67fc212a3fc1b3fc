using System.Net.Sockets;

namespace AuditChain.Mirrors.Syslog;

/// <summary>One datagram a message: UDP, or the local socket of the system. What is lost on the way, nobody says.</summary>
internal sealed class DatagramTransport(SyslogAddress address) : ISyslogTransport
{
    private Socket? _socket;

    public async Task SendAsync(IReadOnlyList<byte[]> messages, Action confirmed, CancellationToken cancellation)
    {
        _socket ??= await OpenAsync(cancellation);
        try
        {
            foreach (byte[] message in messages)
            {
                await _socket.SendAsync(message, SocketFlags.None, cancellation);
                confirmed();
            }
        }
        catch
        {
            Close();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private async Task<Socket> OpenAsync(CancellationToken cancellation)
    {
        bool isLocal = address.Transport == SyslogTransport.Unix;
        Socket socket = isLocal ? new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) : new Socket(SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (isLocal) await socket.ConnectAsync(new UnixDomainSocketEndPoint(address.Host), cancellation);
            else await socket.ConnectAsync(address.Host, address.Port, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
