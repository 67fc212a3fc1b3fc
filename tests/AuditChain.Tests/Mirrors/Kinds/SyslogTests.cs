using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using AuditChain.Mirrors;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Tests.Mirrors.Kinds;

public sealed partial class SyslogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData("relp+tls"), InlineData("relp"), InlineData("tls"), InlineData("tcp"), InlineData("udp")]
    public async Task A_real_rsyslog_gets_every_entry_in_order(string transport)
    {
        if (Rsyslog.Absent is { } reason) Assert.Skip(reason);
        TestCertificates certificates = new(_folder);
        using Rsyslog receiver = new(_folder, certificates);
        receiver.Start();
        using KindBench bench = new(Settings(receiver, certificates, transport));
        bench.Append(transport == "udp" ? 50 : 1000);
        await bench.RunAsync(attempts: 3);
        string[] records = await receiver.WaitForAsync((int)bench.Row.Seq);
        Assert.Equal(Enumerable.Range(1, (int)bench.Row.Seq).Select(i => (long)i), records.Select(Seq));
        string[] seventh = records[6].Split('|');
        AuditEntry entry = bench.Log.Read(new EntryQuery { FirstSequence = 7, LastSequence = 7 }).Single();
        Assert.Equal(("console", "auditlog", "107"), (seventh[0], seventh[2], seventh[3]));
        Assert.Equal(entry.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture), seventh[4]);
        Assert.Contains($"hash=\"{entry.Hash}\"", seventh[5], StringComparison.Ordinal);
        Assert.Equal("n 7", seventh[6].Trim());
    }

    [Fact]
    public async Task By_relp_nothing_is_lost_however_often_the_receiver_is_killed()
    {
        if (Rsyslog.Absent is { } reason) Assert.Skip(reason);
        TestCertificates certificates = new(_folder);
        using Rsyslog receiver = new(_folder, certificates);
        receiver.Start();
        using KindBench bench = new(Settings(receiver, certificates, "relp+tls") with { BatchEntries = 200 });
        bench.Append(6000, length: 200);
        Task run = Task.Run(() => bench.RunAsync(), TestContext.Current.CancellationToken);
        for (int i = 1; i <= 3; i++)
        {
            while (receiver.Records.Length < i * 1000 && !run.IsCompleted) await Task.Delay(10, TestContext.Current.CancellationToken);
            receiver.Kill();
            receiver.Start();
        }
        await run;
        await receiver.WaitForAsync(6000);
        long[] seen = [.. receiver.Records.Where(line => line.Contains(" seq=\"", StringComparison.Ordinal)).Select(Seq)];
        // rsyslog answers before it writes: what it had in its memory when it was killed, it alone has lost.
        long[] first = [.. seen.Distinct()];
        Assert.Equal(first.Order(), first);
        Assert.Equal(bench.Log.ReadHead().Count, bench.Row.Seq);
        Assert.Equal(seen[^1], bench.Row.Seq);
    }

    [Theory, InlineData("relp+tls"), InlineData("tls")]
    public async Task A_certificate_that_is_not_trusted_stalls(string transport)
    {
        if (Rsyslog.Absent is { } reason) Assert.Skip(reason);
        TestCertificates certificates = new(_folder);
        using Rsyslog receiver = new(_folder, certificates);
        receiver.Start();
        MirrorSettings settings = Settings(receiver, certificates, transport);
        settings = settings with { Options = new Dictionary<string, string>(settings.Options) { ["ca"] = certificates.OtherCa } };
        using KindBench bench = new(settings);
        bench.Append(5);
        Assert.Equal(AuditError.AuditMirrorStalled, (await Assert.ThrowsAsync<AuditException>(() => bench.RunAsync(attempts: 2))).Error);
        Assert.Empty(receiver.Records);
        Assert.Equal(0, bench.Row.Seq);
    }

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

    private static long Seq(string record) => long.Parse(SeqParameter().Match(record).Groups[1].Value, CultureInfo.InvariantCulture);

    private static MirrorSettings Settings(Rsyslog receiver, TestCertificates certificates, string transport)
    {
        int port = transport switch { "relp+tls" => receiver.RelpTls, "relp" => receiver.Relp, "tls" => receiver.Tls, "tcp" => receiver.Tcp, _ => receiver.Udp };
        Dictionary<string, string> options = new() { ["address"] = $"{transport}://127.0.0.1:{port}", ["timeoutSeconds"] = "5" };
        if (transport.EndsWith("tls", StringComparison.Ordinal))
        {
            options["ca"] = certificates.Ca;
            options["clientCertificate"] = certificates.Certificate("client");
            options["clientKey"] = certificates.Key("client");
        }
        return new MirrorSettings { Kind = "syslog", Options = options };
    }

    [GeneratedRegex(@" seq=""(\d+)""")]
    private static partial Regex SeqParameter();
}
