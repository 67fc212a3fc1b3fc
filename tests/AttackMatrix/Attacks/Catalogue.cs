using AttackMatrix.Vectors;

namespace AttackMatrix.Attacks;

/// <summary>All attacks there are.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<Vector> All()
    {
        VectorSet set = new();
        HonestVectors.Add(set);
        LineAttacks.Add(set);
        StoredAttacks.Add(set);
        IndexAttacks.Add(set);
        SchemaAttacks.Add(set);
        SidecarAttacks.Add(set);
        EndAttacks.Add(set);
        OrderAttacks.Add(set);
        RewriteAttacks.Add(set);
        RotationAttacks.Add(set);
        AttestationAttacks.Add(set);
        OpeningAttacks.Add(set);
        BundleAttacks.Add(set);
        PartAttacks.Add(set);
        HiddenAttacks.Add(set);
        WholeAttacks.Add(set);
        ReplayAttacks.Add(set);
        CostAttacks.Add(set);
        GzipAttacks.Add(set);
        DatabaseAttacks.Add(set);
        CrashVectors.Add(set);
        InputAttacks.Add(set);
        return [.. set.Vectors.OrderBy(vector => vector.Name, StringComparer.Ordinal)];
    }
}
