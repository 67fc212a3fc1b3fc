namespace AuditChain.Tests.Contract;

/// <summary>The embedded store.</summary>
public sealed class SqliteLogContract : LogContract
{
    private readonly TemporaryFolder _folder = new();
    private int _made;

    protected override string CreateLog(string origin = "example.com/contract")
    {
        string path = _folder[$"{++_made}.audit"];
        LogOpener.Create(path, origin).Dispose();
        return path;
    }

    protected override IAuditLog OpenToAppend(string address) => LogOpener.OpenToAppend(address);

    protected override ILogReader OpenToRead(string address) => LogOpener.OpenToRead(address);

    protected override bool ChangeLine(string address, long seq)
    {
        Database.Edit(address, $"UPDATE entries SET line = replace(line, '\"n {seq}\"', '\"m {seq}\"') WHERE seq = {seq}");
        return true;
    }

    protected override void Dispose(bool disposing) => _folder.Dispose();
}
