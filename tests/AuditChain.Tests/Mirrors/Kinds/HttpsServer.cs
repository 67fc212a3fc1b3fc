using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AuditChain.Tests.Mirrors.Kinds;

/// <summary>What a client posted.</summary>
internal sealed record PostedRequest(IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>A server of HTTP/1.1 by TLS that answers as a test says: one request a connection, read as they come.</summary>
internal sealed class HttpsServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2? _certificate;
    private readonly string? _clientAuthority;
    private readonly Func<PostedRequest, string> _answer;

    /// <param name="answer">Gives the answer from its status on: <c>200 OK</c>, <c>429 Slow\r\nRetry-After: 3</c>, with a body after an empty line.</param>
    /// <param name="certificate">The server's; null for no TLS.</param>
    /// <param name="clientAuthority">A PEM file: only clients of it are served.</param>
    public HttpsServer(Func<PostedRequest, string> answer, X509Certificate2? certificate = null, string? clientAuthority = null)
    {
        _answer = answer;
        _certificate = certificate;
        _clientAuthority = clientAuthority;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    public string Address => $"{(_certificate is null ? "http" : "https")}://127.0.0.1:{Port}/in?key=1";

    public List<PostedRequest> Requests { get; } = [];

    public void Dispose()
    {
        _listener.Dispose();
        _certificate?.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                TcpClient client = await _listener.AcceptTcpClientAsync();
                _ = ServeAsync(client);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using Stream stream = await SecureAsync(client.GetStream());
                PostedRequest request = await ReadAsync(stream);
                string answer;
                lock (Requests)
                {
                    Requests.Add(request);
                    answer = _answer(request);
                }
                int end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
                string body = end < 0 ? "" : answer[(end + 4)..], head = end < 0 ? answer : answer[..end];
                await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {head}\r\nConnection: close\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));
                await stream.FlushAsync();
            }
            catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException or InvalidDataException)
            {
                // The client went away, or was none of ours: that is what the test looks at from the other side.
            }
        }
    }

    private async Task<Stream> SecureAsync(NetworkStream plain)
    {
        if (_certificate is null) return plain;
        SslStream secure = new(plain);
        SslServerAuthenticationOptions options = new() { ServerCertificate = _certificate, ClientCertificateRequired = _clientAuthority is not null };
        if (_clientAuthority is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, TrustMode = X509ChainTrustMode.CustomRootTrust };
            options.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(_clientAuthority);
        }
        await secure.AuthenticateAsServerAsync(options);
        return secure;
    }

    private static async Task<PostedRequest> ReadAsync(Stream stream)
    {
        List<byte> head = [];
        byte[] one = new byte[1];
        while (head.Count < 4 || !head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one) == 0) throw new InvalidDataException("closed");
            head.Add(one[0]);
        }
        Dictionary<string, string> headers = Encoding.UTF8.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        byte[] body = new byte[int.Parse(headers["Content-Length"], CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body);
        if (headers.GetValueOrDefault("Content-Encoding") != "gzip") return new PostedRequest(headers, body);
        using MemoryStream unpacked = new();
        await using (GZipStream gzip = new(new MemoryStream(body), CompressionMode.Decompress)) await gzip.CopyToAsync(unpacked);
        return new PostedRequest(headers, unpacked.ToArray());
    }
}
