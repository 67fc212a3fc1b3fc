using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace AuditCmdlets.Wrapping;

/// <summary>A host's user interface that passes everything on, and tells of lines and of choices.</summary>
/// <param name="inner">The host's own; null where it has none, and then nobody can be asked.</param>
/// <param name="seen">Told.</param>
internal class WatchedUI(PSHostUserInterface? inner, AnswersSeen seen) : PSHostUserInterface
{
    private PSHostUserInterface Person => inner ?? throw new HostException(
        "A command that asks the user failed, because this host has no user interface. Name -Confirm:$false where nobody is to be asked.");

    public override PSHostRawUserInterface? RawUI => inner?.RawUI;

    public override bool SupportsVirtualTerminal => inner?.SupportsVirtualTerminal ?? false;

    /// <summary>Over a host's own, with the same abilities.</summary>
    public static WatchedUI Over(PSHostUserInterface? inner, AnswersSeen seen) => inner is IHostUISupportsMultipleChoiceSelection several ? new Multiple(inner, several, seen) : new WatchedUI(inner, seen);

    public override void WriteLine(string value)
    {
        seen.OnLine(value);
        inner?.WriteLine(value);
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        int chosen = Person.PromptForChoice(caption, message, choices, defaultChoice);
        seen.OnChoice(choices, chosen);
        return chosen;
    }

    public override string ReadLine() => Person.ReadLine();

    public override SecureString ReadLineAsSecureString() => Person.ReadLineAsSecureString();

    public override void Write(string value) => inner?.Write(value);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => inner?.Write(foregroundColor, backgroundColor, value);

    public override void WriteLine() => inner?.WriteLine();

    public override void WriteLine(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => inner?.WriteLine(foregroundColor, backgroundColor, value);

    public override void WriteErrorLine(string value) => inner?.WriteErrorLine(value);

    public override void WriteDebugLine(string message) => inner?.WriteDebugLine(message);

    public override void WriteProgress(long sourceId, ProgressRecord record) => inner?.WriteProgress(sourceId, record);

    public override void WriteVerboseLine(string message) => inner?.WriteVerboseLine(message);

    public override void WriteWarningLine(string message) => inner?.WriteWarningLine(message);

    public override void WriteInformation(InformationRecord record) => inner?.WriteInformation(record);

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) => Person.Prompt(caption, message, descriptions);

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        Person.PromptForCredential(caption, message, userName, targetName);

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        Person.PromptForCredential(caption, message, userName, targetName, allowedCredentialTypes, options);

    private sealed class Multiple(PSHostUserInterface inner, IHostUISupportsMultipleChoiceSelection several, AnswersSeen seen) : WatchedUI(inner, seen), IHostUISupportsMultipleChoiceSelection
    {
        public Collection<int> PromptForChoice(string? caption, string? message, Collection<ChoiceDescription> choices, IEnumerable<int>? defaultChoices) =>
            several.PromptForChoice(caption, message, choices, defaultChoices);
    }
}
