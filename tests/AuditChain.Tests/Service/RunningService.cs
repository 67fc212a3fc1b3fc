extern alias service;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AuditChain.Service.Client;
using AuditChain.Service.Tokens;
using service::AuditService.Hosting;

namespace AuditChain.Tests.Service;

/// <summary>The real host on loopback, over a log in a folder of its own.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Microsoft.AspNetCore.Builder.WebApplication _host;
    private IReadOnlyList<Microsoft.AspNetCore.Server.Kestrel.Core.ListenOptions> _places;

    private RunningService(Func<TemporaryFolder, ServiceConfiguration, ServiceConfiguration> change, string origin)
    {
        LogPath = _folder["ops.audit"];
        LogOpener.Create(LogPath, origin).Dispose();
        Configuration = change(_folder, new ServiceConfiguration
        {
            Log = LogPath,
            Listeners = [new ListenerConfiguration { Kind = ListenerKind.Http, Address = new IPEndPoint(IPAddress.Loopback, 0) }],
            Health = new IPEndPoint(IPAddress.Loopback, 0),
            Limits = new ServiceLimits { Stop = TimeSpan.FromSeconds(5) },
        });
        (_host, _places) = ServiceHost.Build(Configuration);
    }

    public string LogPath { get; }

    public ServiceConfiguration Configuration { get; }

    public TokenFile Tokens => new(LogPath);

    public string Address => AddressOf(0);

    public string HealthAddress => AddressOf(_places.Count - 1);

    public static async Task<RunningService> StartAsync(Func<TemporaryFolder, ServiceConfiguration, ServiceConfiguration>? change = null, string origin = "example.com/served")
    {
        RunningService service = new(change ?? ((_, configuration) => configuration), origin);
        await service._host.StartAsync();
        return service;
    }

    public IPEndPoint PlaceOf(int index) => _places[index].IPEndPoint!;

    public string AddressOf(int index) => $"http://127.0.0.1:{PlaceOf(index).Port}";

    public string Token(string name, TokenScopes scopes, params string[] types) => Tokens.Add(name, scopes, types, null).Text;

    /// <summary>Stops the service and starts it again on the same log.</summary>
    public async Task RestartAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
        (_host, _places) = ServiceHost.Build(Configuration);
        await _host.StartAsync();
    }

    public Task StopAsync() => _host.StopAsync();

    public HttpClient Client(string? token)
    {
        HttpClient client = new() { BaseAddress = new Uri(Address) };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public ServiceLog Open(string token) => ServiceLog.Open(Address, token);

    public AuditEntry[] Entries()
    {
        using ILogReader reader = LogOpener.OpenToRead(LogPath);
        return [.. reader.Read(new EntryQuery())];
    }

    /// <summary>Waits until the log has so many entries, which come from elsewhere.</summary>
    public async Task<AuditEntry[]> EntriesAsync(int count)
    {
        using ILogReader reader = LogOpener.OpenToRead(LogPath);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        await reader.WaitForMoreAsync(count - 1, patience.Token);
        return [.. reader.Read(new EntryQuery())];
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>Requests as curl sends them.</summary>
internal static class Requests
{
    public static Task<HttpResponseMessage> PostJson(this HttpClient client, string json, string type = "application/json", string path = "/v1/audit") =>
        client.PostAsync(path, new StringContent(json, Encoding.UTF8, type), TestContext.Current.CancellationToken);

    public static async Task<JsonElement> Json(this HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    /// <summary>The status and the name of the error of an answer that is a problem.</summary>
    public static async Task<(int Status, string Error)> Problem(this Task<HttpResponseMessage> request)
    {
        using HttpResponseMessage response = await request;
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        JsonElement problem = await response.Json();
        Assert.Equal((int)response.StatusCode, problem.GetProperty("status").GetInt32());
        Assert.Equal($"urn:auditlog:error:{problem.GetProperty("error").GetString()}", problem.GetProperty("type").GetString());
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        return ((int)response.StatusCode, problem.GetProperty("error").GetString()!);
    }
}
