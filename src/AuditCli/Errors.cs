using System.CommandLine;
using System.CommandLine.Parsing;
using AuditChain;

namespace AuditCli;

/// <summary>What the program ends with. Scripts rely on these three.</summary>
internal static class ExitCode
{
    /// <summary>Done, or the verdict is Intact.</summary>
    public const int Done = 0;

    /// <summary>Any other verdict.</summary>
    public const int NotIntact = 1;

    /// <summary>Wrong usage, refused input, an I/O error; what was asked for was not done, or not all of it.</summary>
    public const int Failed = 2;
}

/// <summary>The one place where errors become a line on standard error and an exit code.</summary>
internal static class Errors
{
    /// <summary>Runs a command; whatever it throws ends as one line.</summary>
    public static int Guard(Func<int> command)
    {
        try
        {
            return command();
        }
        catch (AuditException e)
        {
            return Print(e);
        }
        catch (UsageException e)
        {
            return Print(e.Message);
        }
        catch (OperationCanceledException)
        {
            return Print("interrupted; nothing was written.");
        }
        catch (Exception e)
        {
            // Not foreseen, so its type helps whoever reads the report. A stack trace would help nobody else.
            return Print($"{e.Message} ({e.GetType().Name})");
        }
    }

    /// <summary>Prints an error with its stable name.</summary>
    public static int Print(AuditException error) => Print($"[{error.Error}] {error.Message}");

    /// <summary>Prints an error that has no name of its own.</summary>
    public static int Print(string message)
    {
        Say($"auditlog: {message}");
        return ExitCode.Failed;
    }

    /// <summary>Something done, but not as it should be.</summary>
    public static void Warn(string message) => Say($"auditlog: warning: {message}");

    /// <summary>A command line that does not parse: what is wrong, and where the help is.</summary>
    public static int Usage(ParseResult parsed)
    {
        foreach (string message in parsed.Errors.Select(Message).Distinct(StringComparer.Ordinal)) Say($"auditlog: {message}");
        string name = parsed.CommandResult.Command is RootCommand ? "auditlog" : $"auditlog {parsed.CommandResult.Command.Name}";
        Say($"See '{name} --help'.");
        return ExitCode.Failed;
    }

    /// <summary>The parser's words, but for a missing argument of a command, which they do not name.</summary>
    private static string Message(ParseError error) => error.SymbolResult is ArgumentResult { Parent: CommandResult, Tokens.Count: 0 } argument
        ? $"Expected {argument.Argument.Name}, and there is none."
        : error.Message;

    /// <summary>A line on standard error, in which nothing acts on a terminal. Nobody there to read it is no reason to fail otherwise.</summary>
    private static void Say(string line)
    {
        try
        {
            Console.Error.WriteLine(VisibleText.Of(line));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The exit code still says it.
        }
    }
}

/// <summary>Options that contradict each other, or values that the parser alone cannot judge.</summary>
internal sealed class UsageException(string message) : Exception(message);
