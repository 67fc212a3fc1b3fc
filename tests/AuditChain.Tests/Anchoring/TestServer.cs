using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AuditChain.Tests.Anchoring;

internal sealed record TestAnswer(int Status, byte[] Body, string MediaType = "text/plain", params (string Name, string Value)[] Headers)
{
    internal TestAnswer(int status, string body, string mediaType = "text/plain")
        : this(status, Encoding.UTF8.GetBytes(body), mediaType)
    {
    }
}

// An HTTP server on loopback that a test writes the answers of.
internal sealed class TestServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<string, byte[], TestAnswer> _answer;

    internal TestServer(Func<string, byte[], TestAnswer> answer)
    {
        _answer = answer;
        (_listener, Address) = Listen();
        _ = Task.Run(RunAsync);
    }

    internal string Address { get; }

    private static (HttpListener Listener, string Address) Listen()
    {
        for (int attempt = 0; ; attempt++)
        {
            using TcpListener free = new(IPAddress.Loopback, 0);
            free.Start();
            string address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
            free.Stop();
            HttpListener listener = new();
            listener.Prefixes.Add(address + "/");
            try
            {
                listener.Start();
                return (listener, address);
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                // Somebody else took the port in between.
            }
        }
    }

    public void Dispose() => _listener.Close();

    private async Task RunAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                using MemoryStream body = new();
                await context.Request.InputStream.CopyToAsync(body);
                TestAnswer answer = _answer($"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath}", body.ToArray());
                context.Response.StatusCode = answer.Status;
                context.Response.ContentType = answer.MediaType;
                foreach ((string name, string value) in answer.Headers) context.Response.AddHeader(name, value);
                await context.Response.OutputStream.WriteAsync(answer.Body);
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException or IOException)
            {
                // The client went away, or the test is over.
            }
        }
    }
}

// A server that speaks whatever bytes a test wants, and closes; or never does.
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();

    internal RawServer(Func<NetworkStream, CancellationToken, Task> speak)
    {
        _listener.Start();
        _ = Task.Run(async () =>
        {
            while (!_over.IsCancellationRequested)
            {
                try
                {
                    using TcpClient client = await _listener.AcceptTcpClientAsync(_over.Token);
                    await speak(client.GetStream(), _over.Token);
                }
                catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
                {
                    // The client had enough, as it should.
                }
            }
        });
    }

    internal string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public void Dispose()
    {
        _over.Cancel();
        _listener.Stop();
        _over.Dispose();
    }
}
