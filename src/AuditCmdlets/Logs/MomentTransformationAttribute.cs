using System.Management.Automation;

namespace AuditCmdlets.Logs;

/// <summary>Lets a time be typed as the command line takes it too: <c>2026-11-20</c>, <c>-1h</c>. What is none of these forms is left to PowerShell.</summary>
internal sealed class MomentTransformationAttribute : ArgumentTransformationAttribute
{
    public override bool TransformNullOptionalParameters => false;

    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string text && Moment.TryParse(text, DateTimeOffset.Now, out DateTimeOffset time) ? time : inputData;
}
