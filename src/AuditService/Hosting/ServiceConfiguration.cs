using System.Net;

namespace AuditService.Hosting;

/// <summary>What a listener speaks.</summary>
internal enum ListenerKind
{
    Http = 1,

    /// <summary>The protocol of moat's collector, which never answers.</summary>
    Reference,
}

/// <summary>One place where the service listens: a TCP address, or the path of a Unix socket.</summary>
internal sealed record ListenerConfiguration
{
    public required ListenerKind Kind { get; init; }

    /// <summary>Null for a Unix socket.</summary>
    public IPEndPoint? Address { get; init; }

    /// <summary>Null for TCP.</summary>
    public string? Socket { get; init; }

    /// <summary>PEM of the certificate and those that it was issued by; null without TLS.</summary>
    public string? Certificate { get; init; }

    /// <summary>PEM of the private key.</summary>
    public string? Key { get; init; }
}

/// <summary>How much the service takes from one, and from all.</summary>
internal sealed record ServiceLimits
{
    /// <summary>Entries of one request.</summary>
    public int BatchEntries { get; init; } = 1000;

    /// <summary>Bytes of one body.</summary>
    public int BodyBytes { get; init; } = 8 << 20;

    /// <summary>Bytes of all bodies and lines that are not stored yet: more is answered by 429, or not read.</summary>
    public long PendingBytes { get; init; } = 64 << 20;

    /// <summary>Open connections.</summary>
    public int Connections { get; init; } = 10_000;

    /// <summary>Requests that read the log at the same time.</summary>
    public int Readers { get; init; } = 16;

    /// <summary>How long a socket of the collector may stay silent.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a stop waits for what was begun.</summary>
    public TimeSpan Stop { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>Everything that a service is told: one JSON file, read by <see cref="ConfigurationReader"/>.</summary>
internal sealed record ServiceConfiguration
{
    /// <summary>The path of the log.</summary>
    public required string Log { get; init; }

    public required IReadOnlyList<ListenerConfiguration> Listeners { get; init; }

    /// <summary>Where health and metrics are; null for nowhere.</summary>
    public IPEndPoint? Health { get; init; }

    public ServiceLimits Limits { get; init; } = new();

    /// <summary>Whether listeners beyond this machine may go without TLS.</summary>
    public bool AllowInsecureNetwork { get; init; }
}
