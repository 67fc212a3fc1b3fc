using AttackMatrix.Honest;

namespace AttackMatrix.Vectors;

/// <summary>Collects vectors: a content is brought into every form that a manipulation can take.</summary>
internal sealed class VectorSet
{
    private readonly List<Vector> _vectors = [];

    public IReadOnlyList<Vector> Vectors => _vectors;

    /// <summary>The same content as log, bundle, gz and mirror.</summary>
    /// <param name="attack">What to call it, what was done, and why the answer is right.</param>
    /// <param name="content">The content after the manipulation.</param>
    /// <param name="expect">For forms with attestations.</param>
    /// <param name="mirror">For the mirror file, which has none; null for the same.</param>
    public void Everywhere(Attack attack, LogContent content, Expect expect, Expect? mirror = null)
    {
        Log(attack, DatabaseBuilder.Build(content), expect);
        Texts(attack, content, expect, mirror);
    }

    /// <summary>As bundle, gz and mirror.</summary>
    public void Texts(Attack attack, LogContent content, Expect expect, Expect? mirror = null)
    {
        Bundles(attack, BundleText.Bundle(content), expect);
        Add(attack, Form.Mirror, BundleText.Mirror(content), mirror ?? expect, "ops.jsonl");
    }

    /// <summary>As bundle, plain and gzip.</summary>
    public void Bundles(Attack attack, byte[] bundle, Expect expect)
    {
        Bundle(attack, bundle, expect);
        Gz(attack, BundleText.Gzip(bundle), expect);
    }

    public void Bundle(Attack attack, byte[] bundle, Expect expect) => Add(attack, Form.Bundle, bundle, expect, "ops.auditbundle");

    public void Gz(Attack attack, byte[] packed, Expect expect) => Add(attack, Form.Gz, packed, expect, "ops.auditbundle.gz");

    public void Mirror(Attack attack, byte[] lines, Expect expect) => Add(attack, Form.Mirror, lines, expect, "ops.jsonl");

    public void Log(Attack attack, byte[] file, Expect expect, params Companion[] companions) => Add(attack, Form.Log, file, expect, "ops.audit", companions);

    public void Add(Attack attack, Form form, byte[] content, Expect expect, string fileName, params Companion[] companions) => _vectors.Add(new Vector
    {
        Name = $"{attack.Row:00}-{attack.Name}.{form.ToString().ToLowerInvariant()}",
        Row = attack.Row,
        Form = form,
        Manipulation = attack.Words,
        Rehashed = attack.Rehashed,
        Resigned = attack.Resigned,
        Why = attack.Why,
        FileName = fileName,
        Content = content,
        Companions = companions,
        Expectations = expect.Cases,
    });
}

/// <summary>A manipulation in words.</summary>
/// <param name="Row">The row of the table of threats.</param>
/// <param name="Name">Short, for the name of the file.</param>
/// <param name="Words">What was done.</param>
/// <param name="Rehashed">Whether all hashes and links behind it were computed anew.</param>
/// <param name="Resigned">Whether attestations were signed anew.</param>
/// <param name="Why">Why the answer is right, where the format leaves it open.</param>
internal sealed record Attack(int Row, string Name, string Words, bool Rehashed = false, bool Resigned = false, string? Why = null);
