using System.Net;
using System.Net.Sockets;
using System.Text;
using AuditChain.Mirrors;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Tests.Mirrors.Kinds;

public sealed class SyslogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData("1 rsp 6 200 OK\n2 rsp 10 500 broken\n"), InlineData("1 rsp 3 500\n"), InlineData("1 rsp 6 200 OK\n0 serverclose 0\n"), InlineData("HTTP/1.1 400 Bad Request\r\n"), InlineData(""),
     InlineData("1 rsp 999999999999 x"), InlineData("1 rsp 6 200 OK\n7 rsp 6 200 OK\n"), InlineData("\0\0\0\0")]
    public async Task Whatever_a_receiver_answers_by_relp_nothing_counts_but_200(string answer)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        _ = Task.Run(async () =>
        {
            for (int i = 0; i < 2; i++)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync();
                NetworkStream stream = client.GetStream();
                await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
                _ = await stream.ReadAsync(new byte[65536]);
                await Task.Delay(50);
            }
        }, TestContext.Current.CancellationToken);
        using KindBench bench = new(new MirrorSettings { Kind = "syslog", Options = new Dictionary<string, string> { ["address"] = $"relp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", ["timeoutSeconds"] = "5" } });
        bench.Append(3);
        Assert.Equal(AuditError.AuditMirrorStalled, (await Assert.ThrowsAsync<AuditException>(() => bench.RunAsync(attempts: 1))).Error);
        Assert.Equal(0, bench.Row.Seq);
    }

    [Fact]
    public async Task A_local_socket_gets_datagrams_and_a_long_entry_an_envelope()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("NEEDS UNIX: a local socket");
        string path = _folder["log.sock"];
        using Socket receiver = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        receiver.Bind(new UnixDomainSocketEndPoint(path));
        using KindBench bench = new(new MirrorSettings { Kind = "syslog", Format = "line", Options = new Dictionary<string, string> { ["address"] = $"unix://{path}", ["maxMessageBytes"] = "1000" } });
        bench.Append(1);
        bench.Append(1, length: 2000);
        await bench.RunAsync(attempts: 2);
        byte[] buffer = new byte[4096];
        string first = Encoding.UTF8.GetString(buffer, 0, receiver.Receive(buffer)), second = Encoding.UTF8.GetString(buffer, 0, receiver.Receive(buffer));
        Assert.EndsWith($"] {bench.Log.Read(new EntryQuery { LastSequence = 1 }).Single().Line}", first, StringComparison.Ordinal);
        Assert.Contains(" seq=\"2\" ", second, StringComparison.Ordinal);
        Assert.Contains("truncated=\"true\"", second, StringComparison.Ordinal);
        Assert.True(Encoding.UTF8.GetByteCount(second) <= 1000);
    }

    [Theory, InlineData("logs.example.com"), InlineData("http://x"), InlineData("tls://u:p@x"), InlineData("tcp://x/path"), InlineData("unix://")]
    public void An_address_that_is_none_is_refused(string address) => Assert.Equal(AuditError.AuditMirrorInvalid, Assert.Throws<AuditException>(() => MirrorKinds.Open(
        new MirrorSettings { Kind = "syslog", Options = new Dictionary<string, string> { ["address"] = address } })).Error);
}
