using System.CommandLine;
using AuditChain;

namespace AuditCli.Commands;

/// <summary><c>auditlog status LOG</c>: how a log stands.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        Argument<string?> log = CommonOptions.Log();
        Option<bool> json = CommonOptions.Json("Print the same as one JSON object.");
        Command command = new("status", "Shows how a log stands: entries, head, size, newest attestation. It checks nothing; 'auditlog verify' does.") { log, json };
        command.SetAction(parsed =>
        {
            using ILogReader opened = LogOpener.OpenToRead(LogFile.PathOf(parsed.GetValue(log)));
            LogStatus status = opened.ReadStatus();
            Output output = new();
            if (parsed.GetValue(json)) output.WriteJson(Members(status));
            else foreach (string line in Lines(status)) output.WriteText(line);
            return output.Finish();
        });
        return command;
    }

    private static IEnumerable<string> Lines(LogStatus status)
    {
        yield return $"file          {status.Location}";
        yield return $"origin        {status.Origin}";
        yield return $"log id        {status.LogId}";
        yield return $"created       {AuditTime.Format(status.Created)}";
        yield return $"entries       {status.Count}";
        if (status.FirstTime is { } from && status.LastTime is { } to) yield return $"recorded      {AuditTime.Format(from)} to {AuditTime.Format(to)}";
        yield return $"head          {status.Head}";
        yield return status.AttestedTime is { } time ? $"attested      {Counted.Entries(status.AttestedCount ?? 0)}, {AuditTime.Format(time)}; {status.UnattestedTail} after that" : "attested      nothing";
        yield return $"on disk       {Counted.Of(status.SizeOnDisk, "byte")}";
    }

    private static Dictionary<string, object?> Members(LogStatus status) => new()
    {
        ["attestedCount"] = status.AttestedCount,
        ["attestedTime"] = status.AttestedTime,
        ["count"] = status.Count,
        ["created"] = status.Created,
        ["firstTime"] = status.FirstTime,
        ["head"] = status.Head.ToString(),
        ["lastTime"] = status.LastTime,
        ["logId"] = status.LogId.ToString(),
        ["origin"] = status.Origin,
        ["path"] = status.Location,
        ["sizeOnDisk"] = status.SizeOnDisk,
        ["unattestedTail"] = status.UnattestedTail,
    };
}
