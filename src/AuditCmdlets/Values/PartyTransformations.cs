using System.Management.Automation;

namespace AuditCmdlets.Values;

/// <summary>Lets -Actor take a name, a hashtable or an object.</summary>
internal sealed class ActorTransformationAttribute : ArgumentTransformationAttribute
{
    public override bool TransformNullOptionalParameters => false;

    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) => PartyTransformation.Apply(PartyValue.ToActor, inputData);
}

/// <summary>Lets -Target take a name, a hashtable or an object.</summary>
internal sealed class TargetTransformationAttribute : ArgumentTransformationAttribute
{
    public override bool TransformNullOptionalParameters => false;

    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) => PartyTransformation.Apply(PartyValue.ToTarget, inputData);
}

/// <summary>What the two have in common: errors in the form that parameter binding expects.</summary>
internal static class PartyTransformation
{
    public static object? Apply(Func<object?, AuditParty?> read, object? value)
    {
        try
        {
            return read(value);
        }
        catch (AuditException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }
}
