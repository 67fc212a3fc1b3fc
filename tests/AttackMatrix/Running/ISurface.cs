using AttackMatrix.Vectors;

namespace AttackMatrix.Running;

/// <summary>One of the ways in which people reach the verifier.</summary>
internal interface ISurface : IDisposable
{
    string Name { get; }

    /// <summary>True when several cases can be given to it at once.</summary>
    bool AtOnce { get; }

    /// <summary>What it says to one case of a vector, whose file lies at a path.</summary>
    Answer Run(Vector vector, Expectation handed, string path);

    /// <summary>Appends to one log from several writers at once, and says what the log then is.</summary>
    Answer Append(string path, int writers, int entries);
}
