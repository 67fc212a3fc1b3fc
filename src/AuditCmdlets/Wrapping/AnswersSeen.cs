using System.Management.Automation;
using System.Management.Automation.Host;
using System.Reflection;
using System.Resources;

namespace AuditCmdlets.Wrapping;

// What a command asks before it acts, and what it is told, passes through the host and through nothing else that could be
// watched: ShouldProcess under -WhatIf writes the line "What if: …" there, and -Confirm asks there. While a step of the call
// runs, the host's user interface is a watching one, whatever nested command asks; while an object goes down the pipeline it
// is not, because what the next command asks is not this call's (Outlet).
//
//   Remove-Item -WhatIf              WriteLine("What if: Performing the operation …")          withheld
//   Remove-Item -Confirm, answer N   PromptForChoice(…, [Yes, Yes to All, No, No to All, …])    declined
//                         answer Y                                                             confirmed
//
// Not seen: an action that nobody asks for and that nothing withholds, and what a program or a method of .NET does.
// PowerShell has no public way to put another user interface in; where the one field is gone, only the preference and the
// parameter WhatIf are known (WhatIfKnown).

/// <summary>What the commands of one call were told when they asked whether to act.</summary>
/// <param name="host">Of the session.</param>
internal sealed class AnswersSeen(PSHost host)
{
    private static readonly FieldInfo? s_inner = typeof(PSObject).Assembly.GetType("System.Management.Automation.Internal.Host.InternalHostUserInterface")
        ?.GetField("_externalUI", BindingFlags.Instance | BindingFlags.NonPublic);

    private static readonly ResourceManager s_texts = new("System.Management.Automation.resources.CommandBaseStrings", typeof(PSObject).Assembly);
    private static readonly string s_whatIf = Text("ShouldProcessWhatIfMessage", "What if: {0}").Split("{0}")[0];
    private static readonly string[] s_yes = [Text("ContinueOneLabel", "&Yes"), Text("ContinueAllLabel", "Yes to &All")];
    private static readonly string[] s_no = [Text("SkipOneLabel", "&No"), Text("SkipAllLabel", "No to A&ll")];
    private readonly PSHostUserInterface? _ui = host.UI;
    private object? _before;
    private bool _listening;

    /// <summary>Actions that were withheld by WhatIf.</summary>
    public int Withheld { get; private set; }

    /// <summary>Actions that somebody declined.</summary>
    public int Declined { get; private set; }

    /// <summary>Actions that somebody confirmed.</summary>
    public int Confirmed { get; private set; }

    /// <summary>Whether something was withheld or declined.</summary>
    public bool Any => Withheld + Declined > 0;

    /// <summary>Runs a step of the call.</summary>
    /// <param name="step">What to run.</param>
    public void Inside(Action step) => Switch(step, listen: true);

    /// <summary>Runs what is not of the call, in the middle of a step.</summary>
    /// <param name="step">What to run.</param>
    public void Outside(Action step) => Switch(step, listen: false);

    /// <summary>Told of each line that a command writes to the host itself.</summary>
    public void OnLine(string? line)
    {
        if (line?.StartsWith(s_whatIf, StringComparison.Ordinal) == true) Withheld++;
    }

    /// <summary>Told of each choice that somebody made.</summary>
    /// <param name="choices">All labels.</param>
    /// <param name="chosen">The number of the chosen one.</param>
    public void OnChoice(IReadOnlyList<ChoiceDescription> choices, int chosen)
    {
        // Only a question that offers to skip is one of ShouldProcess or ShouldContinue.
        if (chosen < 0 || chosen >= choices.Count || !choices.Any(choice => s_no.Contains(choice.Label, StringComparer.Ordinal))) return;
        if (s_no.Contains(choices[chosen].Label, StringComparer.Ordinal)) Declined++;
        else if (s_yes.Contains(choices[chosen].Label, StringComparer.Ordinal)) Confirmed++;
    }

    private void Switch(Action step, bool listen)
    {
        if (s_inner is null || _ui is null || !s_inner.DeclaringType!.IsInstanceOfType(_ui) || _listening == listen)
        {
            step();
            return;
        }
        Set(listen);
        try
        {
            step();
        }
        finally
        {
            Set(!listen);
        }
    }

    private void Set(bool listen)
    {
        if (listen)
        {
            _before = s_inner!.GetValue(_ui);
            s_inner.SetValue(_ui, WatchedUI.Over(_before as PSHostUserInterface, this));
        }
        else
        {
            s_inner!.SetValue(_ui, _before);
        }
        _listening = listen;
    }

    private static string Text(string name, string otherwise)
    {
        try
        {
            return s_texts.GetString(name) ?? otherwise;
        }
        catch (MissingManifestResourceException)
        {
            return otherwise;
        }
    }
}
