using System.Net.Security;
using System.Security.Authentication;
using AuditService.Collector;
using AuditService.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace AuditService.Hosting;

/// <summary>Which listener a connection came in by: health and metrics are not served to those who append, nor the other way round.</summary>
internal sealed record ListenerRole(bool IsHealth);

/// <summary>Puts a service together: its log, its listeners, its endpoints.</summary>
internal static class ServiceHost
{
    private const int HeaderBytes = 16 * 1024;

    /// <summary>Opens the log, and builds the host; <c>StartAsync</c> begins to listen.</summary>
    /// <param name="configuration">A checked one.</param>
    /// <param name="clock">Tells the time; null for the system's.</param>
    /// <returns>The host, and where it listens once it is started: in the order of the configuration, health last.</returns>
    /// <exception cref="AuditException">What opening the log throws.</exception>
    public static (WebApplication Host, IReadOnlyList<ListenOptions> Places) Build(ServiceConfiguration configuration, TimeProvider? clock = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        LogHandle log = new(configuration.Log, configuration.Limits.Readers);
        List<ListenOptions> places = [];
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning).AddFilter("AuditService", LogLevel.Information);
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = configuration.Limits.Stop);
        // Disposed with the host, after the last request has ended.
        builder.Services.AddSingleton(_ => log);
        builder.Services.AddSingleton(configuration).AddSingleton(configuration.Limits).AddSingleton(clock ?? TimeProvider.System);
        builder.Services.AddSingleton(new ByteBudget(configuration.Limits.PendingBytes)).AddSingleton<Counters>().AddSingleton<Refusals>();
        builder.Services.AddSingleton(services => new Doorkeeper(configuration.Log, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<Gate>().AddSingleton<AppendEndpoint>().AddSingleton<ReadEndpoints>().AddSingleton<StreamEndpoint>();
        builder.Services.AddSingleton<BundleEndpoint>().AddSingleton<ProofEndpoints>().AddSingleton<StatusEndpoints>().AddSingleton<ReferenceWire>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().UseSockets(sockets => sockets.CreateBoundListenSocket = UnixSocket.Bind).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = configuration.Limits.Connections;
            kestrel.Limits.MaxRequestBodySize = configuration.Limits.BodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = HeaderBytes;
            kestrel.Limits.MaxRequestLineSize = HeaderBytes;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            foreach (ListenerConfiguration listener in configuration.Listeners) Listen(kestrel, listener, places);
            if (configuration.Health is { } health) kestrel.Listen(health, options => Mark(options, places, isHealth: true));
        });
        WebApplication host = builder.Build();
        _ = host.Services.GetRequiredService<LogHandle>();
        Map(host);
        return (host, places);
    }

    private static void Listen(KestrelServerOptions kestrel, ListenerConfiguration listener, List<ListenOptions> places)
    {
        if (listener.Address is { } address) kestrel.Listen(address, Use);
        else kestrel.ListenUnixSocket(listener.Socket!, Use);

        void Use(ListenOptions options)
        {
            Mark(options, places, isHealth: false);
            if (listener.Certificate is not null)
            {
                Certificate certificate = new(listener.Certificate, listener.Key!);
                options.UseHttps(new TlsHandshakeCallbackOptions
                {
                    HandshakeTimeout = TimeSpan.FromSeconds(10),
                    OnConnection = _ => new(new SslServerAuthenticationOptions { ServerCertificateContext = certificate.Current(), EnabledSslProtocols = SslProtocols.Tls13 }),
                });
            }
            if (listener.Kind == ListenerKind.Reference) options.UseConnectionHandler<ReferenceWire>();
            else options.Protocols = listener.Certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
        }
    }

    private static void Mark(ListenOptions options, List<ListenOptions> places, bool isHealth)
    {
        places.Add(options);
        ListenerRole role = new(isHealth);
        options.Use(next => connection =>
        {
            connection.Features.Set(role);
            return next(connection);
        });
    }

    private static void Map(WebApplication host)
    {
        T Get<T>()
            where T : notnull => host.Services.GetRequiredService<T>();
        Gate gate = Get<Gate>();
        ReadEndpoints read = Get<ReadEndpoints>();
        ProofEndpoints proofs = Get<ProofEndpoints>();
        StatusEndpoints status = Get<StatusEndpoints>();
        host.Use((context, next) => IsServedHere(context) ? next(context) : Problems.WriteAsync(context, StatusCodes.Status404NotFound, nameof(AuditError.AuditRequestInvalid), "There is nothing of that name here."));
        host.UseStatusCodePages(context => Problems.WriteAsync(
            context.HttpContext, context.HttpContext.Response.StatusCode, nameof(AuditError.AuditRequestInvalid), $"{context.HttpContext.Request.Method} {context.HttpContext.Request.Path} is not something that this service does."));
        host.UseRouting();
        host.MapPost("/v1/audit", gate.For(TokenScopes.Append, Get<AppendEndpoint>().Run));
        host.MapGet("/v1/audit", gate.For(TokenScopes.Read, read.List));
        host.MapGet("/v1/audit/stream", gate.For(TokenScopes.Read, Get<StreamEndpoint>().Run));
        host.MapGet("/v1/audit/{seq}", gate.For(TokenScopes.Read, read.One));
        host.MapGet("/v1/audit/{seq}/proof", gate.For(TokenScopes.Read, proofs.Proof));
        host.MapGet("/v1/bundle", gate.For(TokenScopes.Read, Get<BundleEndpoint>().Run));
        host.MapGet("/v1/names", gate.For(TokenScopes.Read, read.Names));
        host.MapGet("/v1/status", gate.For(TokenScopes.None, status.Status));
        host.MapGet("/v1/attestations", gate.For(TokenScopes.Read, proofs.Attestations));
        host.MapPost("/v1/attestation", gate.For(TokenScopes.Admin, proofs.Attest));
        // Hashes and signatures, no content: monitors and witnesses have no token.
        host.MapGet("/checkpoint", gate.ForAnybody(proofs.Checkpoint));
        host.MapGet("/tile/{**path}", gate.ForAnybody(proofs.Tile));
        host.MapGet("/healthz", gate.ForAnybody(status.Live));
        host.MapGet("/readyz", gate.ForAnybody(status.Ready));
        host.MapGet("/metrics", gate.ForAnybody(status.Metrics));
    }

    private static bool IsServedHere(HttpContext context)
    {
        bool isHealth = context.Request.Path.Value is "/healthz" or "/readyz" or "/metrics";
        return context.Features.Get<ListenerRole>()?.IsHealth == isHealth;
    }
}
