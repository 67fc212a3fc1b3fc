using AuditChain.Mirrors.Settings;

namespace AuditChain.Mirrors.Syslog;

/// <summary>How messages travel.</summary>
internal enum SyslogTransport
{
    Udp,
    Tcp,
    Tls,
    Relp,
    RelpTls,
    Unix,
}

/// <summary>Where a receiver of syslog is: <c>relp+tls://host:2514</c>, <c>tls://host:6514</c>, <c>tcp://host:601</c>, <c>udp://host:514</c>, <c>unix:///dev/log</c>.</summary>
/// <param name="Transport">How.</param>
/// <param name="Host">Host or address; the path of a local socket.</param>
/// <param name="Port">The port; 0 for a local socket.</param>
internal sealed record SyslogAddress(SyslogTransport Transport, string Host, int Port)
{
    /// <summary>Whether it answers each message.</summary>
    public bool Confirms => Transport is SyslogTransport.Relp or SyslogTransport.RelpTls;

    /// <summary>Whether it is by TLS.</summary>
    public bool IsTls => Transport is SyslogTransport.Tls or SyslogTransport.RelpTls;

    public override string ToString() => Transport == SyslogTransport.Unix ? Host : $"{Host}:{Port}";

    /// <exception cref="AuditException">AuditMirrorInvalid.</exception>
    public static SyslogAddress Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)) throw Invalid(text);
        (SyslogTransport transport, int port) = uri.Scheme switch
        {
            "udp" => (SyslogTransport.Udp, 514),
            "tcp" => (SyslogTransport.Tcp, 601),
            "tls" => (SyslogTransport.Tls, 6514),
            "relp" => (SyslogTransport.Relp, 2514),
            "relp+tls" => (SyslogTransport.RelpTls, 2514),
            "unix" => (SyslogTransport.Unix, 0),
            _ => throw Invalid(text),
        };
        bool isLocal = transport == SyslogTransport.Unix;
        string host = isLocal ? uri.AbsolutePath : uri.IdnHost;
        if (host.Length == 0 || (isLocal && host == "/") || uri.UserInfo.Length > 0 || (!isLocal && uri.AbsolutePath.Length > 1)) throw Invalid(text);
        return new SyslogAddress(transport, Uri.UnescapeDataString(host), uri.Port > 0 ? uri.Port : port);
    }

    private static AuditException Invalid(string text) => MirrorSettings.Invalid(
        $"The option 'address' is one of relp+tls://HOST:PORT, relp://, tls://, tcp://, udp:// and unix:///PATH; {NoteText.Quote(text)} is none.");
}
