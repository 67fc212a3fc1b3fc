using System.Management.Automation;

namespace AuditCmdlets.Wrapping;

// A pipeline of two commands costs something: PowerShell collects for -ErrorVariable what its last command writes. So the
// outlet is there only where a command follows, and not where the call itself was given -ErrorVariable. What follows a
// function that ends with the call, as in `function f { Get-Item x }; f | Remove-Item -WhatIf`, cannot be told from the call.

/// <summary>The last command of a watched pipeline: what takes the objects from here on is not of the call. Not exported; it has no name in the session.</summary>
internal sealed class Outlet : PSCmdlet
{
    /// <summary>The command, to be called by <c>&amp;</c>.</summary>
    public static CmdletInfo Command { get; } = new("Write-AuditedOutput", typeof(Outlet));

    /// <summary>Whether a call needs it.</summary>
    /// <param name="at">How the call stands in its pipeline; null when that is not known.</param>
    public static bool IsNeeded(InvocationInfo? at) => at is not null && at.PipelinePosition < at.PipelineLength && !at.BoundParameters.ContainsKey("ErrorVariable");

    /// <summary>The end of a pipeline in which <c>$outlet</c> and <c>$seen</c> are there.</summary>
    /// <param name="at">As for <see cref="IsNeeded"/>.</param>
    public static string Tail(InvocationInfo? at) => IsNeeded(at) ? " | & $outlet -Seen $seen" : "";

    /// <summary>What watches the call.</summary>
    [Parameter(Mandatory = true)]
    public AnswersSeen? Seen { get; set; }

    /// <summary>What the command wrote.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    public object? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Seen!.Outside(() => WriteObject(InputObject));
}
