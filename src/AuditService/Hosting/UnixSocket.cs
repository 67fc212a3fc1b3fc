using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace AuditService.Hosting;

/// <summary>Who is at the other end of a Unix socket, by the word of the kernel.</summary>
/// <param name="Process">Process id.</param>
/// <param name="User">User id.</param>
/// <param name="Group">Group id.</param>
internal readonly record struct UnixPeer(int Process, int User, int Group);

/// <summary>Unix sockets: made for their owner and group alone, and taken over from a service that is gone.</summary>
internal static class UnixSocket
{
    private const int SolSocket = 1, PeerCredentials = 17;

    /// <summary>Binds a listener; a socket file that nobody listens on any more is replaced.</summary>
    /// <exception cref="IOException">Somebody listens there, or the file is no socket.</exception>
    public static Socket Bind(EndPoint place)
    {
        if (place is not UnixDomainSocketEndPoint unix) return SocketTransportOptions.CreateDefaultBoundListenSocket(place);
        string path = unix.ToString()!;
        if (File.Exists(path)) RemoveDead(path, unix);
        Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(place);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite);
        return socket;
    }

    /// <summary>The peer of a connection; null where the system does not tell.</summary>
    public static UnixPeer? PeerOf(Socket? socket)
    {
        if (socket is null || !OperatingSystem.IsLinux()) return null;
        Span<int> credentials = stackalloc int[3];
        socket.GetRawSocketOption(SolSocket, PeerCredentials, MemoryMarshal.AsBytes(credentials));
        return new UnixPeer(credentials[0], credentials[1], credentials[2]);
    }

    private static void RemoveDead(string path, UnixDomainSocketEndPoint place)
    {
        using Socket probe = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(place);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
            return;
        }
        catch (SocketException e)
        {
            throw new IOException($"'{path}' is there and is not a socket of this service: {e.Message}", e);
        }
        throw new AddressInUseException($"Another process listens on '{path}'.");
    }
}
