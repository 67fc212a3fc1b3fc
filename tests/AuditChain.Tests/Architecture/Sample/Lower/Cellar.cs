namespace AuditChain.Tests.Architecture.Sample.Lower;

/// <summary>Stands below.</summary>
internal static class Cellar
{
    public static int Depth => Environment.ProcessorCount;
}
