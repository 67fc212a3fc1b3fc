extern alias service;
using AuditChain.Service.Client;
using AuditChain.Service.Tokens;
using AuditChain.Tests.Contract;
using service::AuditService.Hosting;

namespace AuditChain.Tests.Service;

/// <summary>A log behind a service keeps what every store promises.</summary>
public sealed class ServiceLogContract : LogContract
{
    private readonly Dictionary<string, (RunningService Service, string Token)> _services = [];

    protected override string CreateLog(string origin = "example.com/contract")
    {
        RunningService running = RunningService.StartAsync((_, configuration) => configuration with { Limits = new ServiceLimits { BatchEntries = 10_000, Stop = TimeSpan.FromSeconds(5) } }, origin).GetAwaiter().GetResult();
        _services[running.Address] = (running, running.Token("contract", TokenScopes.Append | TokenScopes.Read | TokenScopes.Admin | TokenScopes.Impersonate));
        return running.Address;
    }

    protected override IAuditLog OpenToAppend(string address) => ServiceLog.Open(address, _services[address].Token);

    protected override ILogReader OpenToRead(string address) => ServiceLog.Open(address, _services[address].Token);

    protected override bool ChangeLine(string address, long seq)
    {
        Database.Edit(_services[address].Service.LogPath, $"UPDATE entries SET line = replace(line, '\"n {seq}\"', '\"m {seq}\"') WHERE seq = {seq}");
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        foreach ((RunningService running, _) in _services.Values) running.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
