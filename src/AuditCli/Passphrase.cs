using System.CommandLine;
using System.Diagnostics;
using System.Text;
using AuditChain;

namespace AuditCli;

/// <summary>Where a passphrase comes from: a file, a command, the environment, or whoever sits at the terminal; never the command line itself.</summary>
internal sealed class Passphrase
{
    private readonly Option<string?> _file = CommonOptions.Text("--passphrase-file", "FILE",
        $"A file whose first line is the key's passphrase, which its owner alone may read. Without it, {PassphraseFile.Variable} of the environment is taken.");

    private readonly Option<string?> _command = CommonOptions.Text("--passphrase-command", "COMMAND",
        "A command of the shell that prints the passphrase, for example one that asks a vault.");

    public void AddTo(Command command)
    {
        command.Add(_file);
        command.Add(_command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_file) is not null && result.GetResult(_command) is not null) result.AddError("--passphrase-file and --passphrase-command exclude each other.");
        });
    }

    /// <summary>The passphrase that was given, or an empty one.</summary>
    public string Read(ParseResult parsed) =>
        parsed.GetValue(_file) is { } path ? PassphraseFile.Read(path)
        : parsed.GetValue(_command) is { } command ? Run(command)
        : PassphraseFile.FromEnvironment ?? "";

    /// <summary>Uses the passphrase that was given. Where none was and the key needs one, whoever sits at the terminal is asked for it.</summary>
    public T Use<T>(ParseResult parsed, Func<string, T> use)
    {
        string given = Read(parsed);
        try
        {
            return use(given);
        }
        catch (AuditException e) when (e.Error == AuditError.AuditKeyPassphrase)
        {
            if (given.Length == 0 && Ask() is { Length: > 0 } typed) return use(typed);
            throw new AuditException(e.Error, $"{e.Message} Give it with --passphrase-file FILE, with --passphrase-command COMMAND, or in the environment variable {PassphraseFile.Variable}.", e);
        }
    }

    /// <summary>What is typed at a terminal, unseen; null where there is none.</summary>
    private static string? Ask()
    {
        if (Console.IsInputRedirected || Console.IsErrorRedirected) return null;
        Console.Error.Write("Passphrase of the key: ");
        StringBuilder typed = new();
        for (ConsoleKeyInfo key; (key = Console.ReadKey(intercept: true)).Key != ConsoleKey.Enter;)
        {
            if (key.Key == ConsoleKey.Backspace) typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar)) typed.Append(key.KeyChar);
        }
        Console.Error.WriteLine();
        return typed.ToString();
    }

    private static string Run(string command)
    {
        ProcessStartInfo start = OperatingSystem.IsWindows() ? new("cmd.exe", $"/d /c {command}") : new("/bin/sh", ["-c", command]);
        start.UseShellExecute = false;
        start.RedirectStandardOutput = true;
        using Process process = Process.Start(start)!;
        string first = process.StandardOutput.ReadToEnd().Split('\n', 2)[0].TrimEnd('\r');
        process.WaitForExit();
        if (process.ExitCode != 0) throw new AuditException(AuditError.AuditKeyPassphrase, $"The command of --passphrase-command ended with the exit code {process.ExitCode}. Nothing was done.");
        return first.Length > 0 ? first : throw new AuditException(AuditError.AuditKeyPassphrase, "The command of --passphrase-command printed no passphrase. Nothing was done.");
    }
}
