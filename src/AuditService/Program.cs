using AuditService.Hosting;

// AuditService CONFIGURATION [--check]: started by `auditlog serve`. Exit codes are those of auditlog: 0 done, 2 not done.
const int done = 0, failed = 2;
if (args is not ([_] or [_, "--check"]))
{
    Console.Error.WriteLine("AuditService: expected the configuration file, and nothing more but --check. See 'auditlog serve --help'.");
    return failed;
}

try
{
    ServiceConfiguration configuration = ConfigurationReader.Read(args[0]);
    (WebApplication host, var places) = ServiceHost.Build(configuration);
    await using (host)
    {
        if (args.Length == 2)
        {
            Console.WriteLine($"'{args[0]}' can be served: {configuration.Listeners.Count} listeners of '{configuration.Log}'.");
            return done;
        }
        await host.StartAsync();
        foreach (var place in places) Console.WriteLine($"listening on {place}");
        await host.WaitForShutdownAsync();
    }
    return done;
}
catch (AuditException e)
{
    Console.Error.WriteLine($"AuditService: [{e.Error}] {e.Message}");
    return failed;
}
catch (IOException e)
{
    Console.Error.WriteLine($"AuditService: {VisibleText.Of(e.Message)}");
    return failed;
}
