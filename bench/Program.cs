using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using AuditBench;

const string Usage = """
    AuditBench [--count N] [--large] [--module PATH] [--folder PATH]
      --count N      entries of the main table; 1,000,000 by default, at least 1,000
      --large        also a log ten times as long; 10,000,000 entries take 10 GB of disk
      --module PATH  AuditLog.psd1, for the cmdlets; build.sh gives it
      --folder PATH  where the logs are written: on the disk to be measured; the temporary folder by default
    """;

if (args is ["--step", string step, .. string[] arguments])
{
    Step.Execute(step, arguments);
    return 0;
}

int count = 1_000_000;
bool large = false;
string? module = null, parent = null;
for (int i = 0; i < args.Length; i++)
{
    string? value = i + 1 < args.Length ? args[i + 1] : null;
    switch (args[i])
    {
        case "--large": large = true; break;
        case "--count" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is >= 1000 and <= 100_000_000: i++; break;
        case "--module" when value is not null: module = Path.GetFullPath(args[++i]); break;
        case "--folder" when Directory.Exists(value): parent = args[++i]; break;
        default:
            Console.Error.WriteLine($"'{args[i]}' is no option, or what follows does not fit it.\n{Usage}");
            return 2;
    }
}

string folder = Path.Combine(parent ?? Path.GetTempPath(), $"auditlog-bench-{Environment.ProcessId}");
Directory.CreateDirectory(folder);
long start = Stopwatch.GetTimestamp();
try
{
    Console.WriteLine($"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}, {RuntimeInformation.FrameworkDescription}");
    new Measurements(folder, count, module).Run(large);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nMeasured in {Stopwatch.GetElapsedTime(start).TotalMinutes:N1} minutes. Memory is the peak beyond that of a process that does nothing; the target is below 120 MB."));
    return 0;
}
catch (InvalidOperationException e)
{
    Console.Error.WriteLine($"The benchmark ended early: {e.Message}");
    return 1;
}
finally
{
    Directory.Delete(folder, recursive: true);
}
