using AuditChain.Tests.Architecture.Sample.Lower;

namespace AuditChain.Tests.Architecture.Sample.Upper;

/// <summary>Stands above, and uses what is below: the one arrow of the sample.</summary>
internal static class Roof
{
    public static int Height => -Cellar.Depth;
}
