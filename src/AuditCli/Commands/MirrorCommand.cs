using System.CommandLine;
using AuditChain;
using AuditChain.Mirrors;
using AuditChain.Mirrors.Following;
using AuditChain.Mirrors.Settings;

namespace AuditCli.Commands;

/// <summary><c>auditlog mirror add|list|set|remove|run</c>: the log in other systems.</summary>
internal static class MirrorCommand
{
    private static readonly string s_kinds = string.Join(", ", MirrorKinds.Names);

    public static Command Create() => new("mirror", "Carries entries to other systems: a folder of days, syslog, a webhook, OpenTelemetry.") { Add(), List(), Set(), Remove(), Run() };

    private static Argument<string> Log() => new("LOG") { Description = "The log: a file that 'auditlog init' made." };

    private static Argument<string> Name() => new("NAME") { Description = "The mirror's name in this log, for example siem." };

    private static Command Add()
    {
        Argument<string> log = Log(), name = Name();
        MirrorSettingOptions given = new();
        Option<string?> kind = CommonOptions.Text("--kind", "KIND", $"Where to: {s_kinds}.");
        kind.Required = true;
        Option<string?> from = CommonOptions.Text("--from", "WHERE", "Where it begins: beginning (default), now, or the sequence of its first entry.");
        DocumentedCommand command = new("add", "Creates a mirror; the log records it. Nothing is delivered before 'auditlog mirror run'.",
            """
            Example:
              auditlog mirror add ops.db days --kind jsonl --option folder=/var/log/audit
              auditlog mirror add ops.db siem --kind syslog --option address=relp+tls://logs.example.com:2514 --option ca=/etc/ssl/logs.pem
              auditlog mirror add ops.db hook --kind webhook --option address=https://hooks.example.com/audit --option secret=file:/run/secrets/hook
            """) { log, name, kind, from };
        given.AddTo(command);
        command.SetAction(parsed =>
        {
            MirrorSettings settings = given.Apply(parsed, new MirrorSettings { Kind = parsed.GetValue(kind)! });
            long? after = parsed.GetValue(from) switch
            {
                null or "beginning" => 0,
                "now" => null,
                var text when long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long seq) && seq > 0 => seq - 1,
                var text => throw new UsageException($"--from takes 'beginning', 'now' or a sequence from 1; '{text}' is none."),
            };
            Change(parsed.GetValue(log)!, (opened, table) => MirrorAdministration.Add(opened, table, parsed.GetValue(name)!, settings, after));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Set()
    {
        Argument<string> log = Log(), name = Name();
        MirrorSettingOptions given = new();
        DocumentedCommand command = new("set", "Changes settings of a mirror; what is not named stays. Its cursor stays, and a runner begins again with the new settings.",
            """
            An --option with nothing behind '=' is taken away. A --filter replaces all filters; --filter none takes them away.

            Example:
              auditlog mirror set ops.db siem --option timeoutSeconds=10 --filter type=secret* --filter outcome=denied
            """) { log, name };
        given.AddTo(command);
        command.SetAction(parsed =>
        {
            Change(parsed.GetValue(log)!, (opened, table) => MirrorAdministration.Change(opened, table, parsed.GetValue(name)!, old => given.Apply(parsed, old)));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Remove()
    {
        Argument<string> log = Log(), name = Name();
        Command command = new("remove", "Removes a mirror and its cursor; the log records it. What the other side holds is left alone.") { log, name };
        command.SetAction(parsed =>
        {
            Change(parsed.GetValue(log)!, (opened, table) => MirrorAdministration.Remove(opened, table, parsed.GetValue(name)!));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List()
    {
        Argument<string> log = Log();
        Option<bool> json = CommonOptions.Json("Print one JSON object a mirror.");
        Command command = new("list", "Shows where each mirror stands: the last entry considered, how many are behind it, and its last error.") { log, json };
        command.SetAction(parsed =>
        {
            string path = LogFile.PathOf(parsed.GetValue(log));
            using ILogReader opened = LogOpener.OpenToRead(path);
            MirrorView view = new(opened.ReadHead().Count);
            Output output = new();
            foreach (MirrorRow row in LogOpener.ReadMirrors(path))
            {
                if (parsed.GetValue(json)) output.WriteJson(view.Members(row));
                else output.WriteText(view.Line(row));
            }
            return output.Finish();
        });
        return command;
    }

    private static Command Run()
    {
        Argument<string> log = Log();
        Argument<string[]> names = new("NAME") { Description = "Which mirrors. All, when none is named.", Arity = ArgumentArity.ZeroOrMore };
        Option<bool> follow = new("--follow") { Description = "Go on for ever with what is appended; Ctrl+C or SIGTERM ends it." };
        Option<long?> attempts = CommonOptions.Number("--attempts", "Give up after N failed attempts in a row. Without it a mirror tries for ever.");
        DocumentedCommand command = new("run", "Delivers until all mirrors have caught up, or for ever with --follow. Each mirror is run by one process at a time.",
            """
            Exit code 0: delivered, or ended by a signal; what was delivered is stored. 2: a mirror gave up, or stopped with an error.

            Example:
              auditlog mirror run ops.db --attempts 5
              auditlog mirror run ops.db siem --follow
            """) { log, names, follow, attempts };
        command.SetAction(parsed =>
        {
            string path = LogFile.PathOf(parsed.GetValue(log));
            string[] asked = parsed.GetValue(names) ?? [];
            string[] run = asked.Length > 0 ? asked : [.. LogOpener.ReadMirrors(path).Select(row => row.Name)];
            FollowerOptions options = new() { UntilCaughtUp = !parsed.GetValue(follow), MaxAttempts = (int?)Math.Min(parsed.GetValue(attempts) ?? int.MaxValue, int.MaxValue) };
            using Interruption interruption = new();
            MirrorRunner runner = new(path, () => LogOpener.OpenToAppend(path), () => LogOpener.OpenMirrors(path), options);
            runner.RunAsync(run, interruption.Token).GetAwaiter().GetResult();
            return ExitCode.Done;
        });
        return command;
    }

    private static void Change(string given, Action<IAuditLog, IMirrorTable> change)
    {
        string path = LogFile.PathOf(given);
        using IAuditLog log = LogFile.OpenToAppend(path);
        using IMirrorTable table = LogOpener.OpenMirrors(path);
        change(log, table);
    }
}
