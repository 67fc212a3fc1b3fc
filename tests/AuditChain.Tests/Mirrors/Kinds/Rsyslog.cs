using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AuditChain.Tests.Mirrors.Kinds;

/// <summary>A real rsyslogd with a listener for each transport, in a folder of its own; what it takes stands in a file, one record a line.</summary>
internal sealed class Rsyslog : IDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly string _configuration;
    private Process? _process;

    public Rsyslog(TemporaryFolder folder, TestCertificates certificates)
    {
        _folder = folder;
        _configuration = folder["rs.conf"];
        int[] ports = FreePorts();
        (Tls, RelpTls, Relp, Tcp, Udp) = (ports[0], ports[1], ports[2], ports[3], ports[4]);
        File.WriteAllText(_configuration, $$"""
            global(workDirectory="{{folder["."]}}" maxMessageSize="128k"
              defaultNetstreamDriverCAFile="{{certificates.Ca}}"
              defaultNetstreamDriverCertFile="{{certificates.Certificate("server")}}"
              defaultNetstreamDriverKeyFile="{{certificates.Key("server")}}")
            module(load="imtcp")
            module(load="imrelp")
            module(load="imudp")
            template(name="out" type="string" string="%msgid%|%hostname%|%app-name%|%pri%|%timereported:::date-rfc3339%|%structured-data%|%msg%\n")
            ruleset(name="r") { action(type="omfile" file="{{Received}}" template="out") }
            input(type="imtcp" port="{{Tls}}" address="127.0.0.1" ruleset="r" streamDriver.name="ossl" streamDriver.mode="1" streamDriver.authMode="x509/name" permittedPeer=["client.example.com"])
            input(type="imtcp" port="{{Tcp}}" address="127.0.0.1" ruleset="r")
            input(type="imudp" port="{{Udp}}" address="127.0.0.1" ruleset="r")
            input(type="imrelp" port="{{Relp}}" address="127.0.0.1" ruleset="r" maxDataSize="128k")
            input(type="imrelp" port="{{RelpTls}}" address="127.0.0.1" ruleset="r" maxDataSize="128k" tls="on" tls.caCert="{{certificates.Ca}}" tls.myCert="{{certificates.Certificate("server")}}"
              tls.myPrivKey="{{certificates.Key("server")}}" tls.authMode="name" tls.permittedPeer=["client.example.com"])
            """);
    }

    public int Tls { get; }

    public int RelpTls { get; }

    public int Relp { get; }

    public int Tcp { get; }

    public int Udp { get; }

    public string Received => _folder["received"];

    /// <summary>Why it cannot run here, in capitals; null when it can.</summary>
    public static string? Absent => !OperatingSystem.IsLinux() ? "NEEDS LINUX: rsyslog"
        : !File.Exists("/usr/sbin/rsyslogd") ? "RSYSLOG IS NOT INSTALLED: apt-get install rsyslog rsyslog-openssl rsyslog-relp"
        : Directory.GetFiles("/usr/lib", "imrelp.so", SearchOption.AllDirectories).Length == 0 ? "RSYSLOG-RELP IS NOT INSTALLED"
        : Directory.GetFiles("/usr/lib", "lmnsd_ossl.so", SearchOption.AllDirectories).Length == 0 ? "RSYSLOG-OPENSSL IS NOT INSTALLED"
        : null;

    public string[] Records => File.Exists(Received) ? File.ReadAllLines(Received) : [];

    public void Start()
    {
        ProcessStartInfo start = new("/usr/sbin/rsyslogd") { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])["-n", "-f", _configuration, "-i", _folder["pid"]]) start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        foreach (int port in (int[])[Tls, RelpTls, Relp, Tcp]) WaitFor(port);
    }

    public void Kill()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    /// <summary>Waits until it has written so many records; it writes a little after it answers.</summary>
    public async Task<string[]> WaitForAsync(int count)
    {
        for (int i = 0; i < 600 && Records.Length < count; i++) await Task.Delay(50);
        return Records;
    }

    public void Dispose() => Kill();

    private void WaitFor(int port)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                using TcpClient probe = new();
                probe.Connect(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (i < 400 && _process is { HasExited: false })
            {
                Thread.Sleep(50);
            }
        }
    }

    private static int[] FreePorts()
    {
        TcpListener[] held = [.. Enumerable.Range(0, 5).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in held) listener.Start();
        int[] ports = [.. held.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (TcpListener listener in held) listener.Dispose();
        return ports;
    }
}
