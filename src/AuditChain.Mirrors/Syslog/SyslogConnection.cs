using System.Net.Security;
using System.Net.Sockets;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Mirrors.Syslog;

/// <summary>Opens a stream to a receiver, by TLS where the address says so.</summary>
internal static class SyslogConnection
{
    public static async Task<(Stream Stream, Socket Socket)> OpenAsync(SyslogAddress address, TlsSettings tls, CancellationToken cancellation)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, cancellation);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
            NetworkStream plain = new(socket, ownsSocket: true);
            if (!address.IsTls) return (plain, socket);
            SslStream secure = new(plain, leaveInnerStreamOpen: false);
            try
            {
                await secure.AuthenticateAsClientAsync(tls.ForHost(address.Host), cancellation);
                return (secure, socket);
            }
            catch
            {
                await secure.DisposeAsync();
                throw;
            }
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
