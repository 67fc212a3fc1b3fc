using AuditChain;
using Faults;

// What run.sh needs besides `auditlog` itself:
//
//   faulttool append LOG [--threads N] [--entries M] [--pause MS]   N threads append, each M times one entry; without M until killed
//   faulttool check LOG ACKNOWLEDGED… [--read]         is everything there that was acknowledged?
//   faulttool record LOG [--timeout MS]                operations from standard input, recorded under the default policies
//   faulttool account LOG                              what the log says of them: recorded, unrecorded, refused
//
// append prints `seq hash` for every entry once it is on the disk, like `auditlog add`; check reads such files.
try
{
    int threads = Option("--threads", 1), entries = Option("--entries", int.MaxValue), pause = Option("--pause", 0), timeout = Option("--timeout", 30_000);
    bool read = args.Contains("--read");
    string[] rest = [.. args.Where((arg, i) => !arg.StartsWith("--", StringComparison.Ordinal) && (i == 0 || args[i - 1] is not ("--threads" or "--entries" or "--pause" or "--timeout")))];
    return rest switch
    {
        ["append", var log] => new Writers(log, entries, pause).Run(threads),
        ["check", var log, .. var files] => Check.Run(log, files, read),
        ["record", var log] => Operations.Record(log, timeout),
        ["account", var log] => Operations.Account(log),
        _ => Usage(),
    };
}
catch (AuditException e)
{
    Console.Error.WriteLine($"faulttool: [{e.Error}] {e.Message}");
    return 2;
}
catch (IOException e)
{
    Console.Error.WriteLine($"faulttool: {e.Message}");
    return 2;
}

int Option(string name, int fallback) => Array.IndexOf(args, name) is >= 0 and var at ? int.Parse(args[at + 1]) : fallback;

static int Usage()
{
    Console.Error.WriteLine("faulttool: expected 'append LOG [--threads N] [--entries M]', 'check LOG FILE… [--read]', 'record LOG' or 'account LOG'.");
    return 2;
}
