using System.Diagnostics;
using AuditBench;
using AuditChain;
using AuditChain.Sqlite;

int count = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 1_000_000;
string folder = Directory.CreateTempSubdirectory("auditlog-bench-").FullName;
try
{
    new Measurements(folder, count).Run();
    Console.WriteLine($"peak working set of this process: {Process.GetCurrentProcess().PeakWorkingSet64 / 1024 / 1024} MB");
}
finally
{
    Directory.Delete(folder, recursive: true);
}
