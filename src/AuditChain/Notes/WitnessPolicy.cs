namespace AuditChain.Notes;

// A C2SP tlog-policy file: which logs and witnesses are known, and whose cosignatures are enough.
//
//   log <vkey> [<url>]
//
//   witness X1 <vkey> [<url>]
//   witness X2 <vkey>
//   witness X3 <vkey>
//   group   X-witnesses 2 X1 X2 X3          k of n; also "any" (1) and "all" (n)
//   witness Y1 <vkey>
//   group   X-and-Y all X-witnesses Y1
//   quorum  X-and-Y                         a witness, a group, or none
//
// PolicyReader says what the reading of a file refuses.

/// <summary>Which logs and witnesses are trusted, and which of the witnesses must have cosigned. Immutable.</summary>
public sealed class WitnessPolicy
{
    internal WitnessPolicy(IReadOnlyList<PolicyLog> logs, IReadOnlyList<PolicyWitness> witnesses, IReadOnlyList<PolicyGroup> groups, string quorum) =>
        (Logs, Witnesses, Groups, Quorum) = (logs, witnesses, groups, quorum);

    /// <summary>The name of the quorum that asks for nobody.</summary>
    public const string None = "none";

    /// <summary>The logs, in the order of the file; none when the application knows its log from elsewhere.</summary>
    public IReadOnlyList<PolicyLog> Logs { get; }

    /// <summary>The witnesses, in the order of the file.</summary>
    public IReadOnlyList<PolicyWitness> Witnesses { get; }

    /// <summary>The groups; the members of each are defined before it.</summary>
    public IReadOnlyList<PolicyGroup> Groups { get; }

    /// <summary>The witness or group that must have cosigned, or <see cref="None"/>.</summary>
    public string Quorum { get; }

    /// <summary>The keys by which the logs of the policy sign (0x01), to be trusted like keys that were handed over.</summary>
    public IEnumerable<VerifierKey> LogKeys => Logs.Select(log => log.Key).OfType<VerifierKey>();

    /// <summary>Reads a policy file.</summary>
    /// <param name="path">At most 1 MiB.</param>
    /// <exception cref="AuditException"><see cref="AuditError.AuditPolicyInvalid"/>: names the line, what was expected and what came.</exception>
    public static WitnessPolicy Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            byte[] content = new byte[PolicyReader.MaxBytes + 1];
            int length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return PolicyReader.Read(content.AsSpan(0, length), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new AuditException(AuditError.AuditPolicyInvalid, $"The policy {NoteText.Quote(path)} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Parses the bytes of a policy file.</summary>
    /// <param name="content">At most 1 MiB.</param>
    /// <exception cref="AuditException"><see cref="AuditError.AuditPolicyInvalid"/>.</exception>
    public static WitnessPolicy Parse(ReadOnlySpan<byte> content) => PolicyReader.Read(content, "the policy");

    /// <summary>Whose cosignatures a note has, and whether they are enough. The signature of the log itself is another question: <see cref="LogKeys"/>.</summary>
    /// <param name="note">A note whose text is a checkpoint.</param>
    /// <exception cref="AuditException"><see cref="AuditError.AuditLibsodiumMissing"/>.</exception>
    public PolicyResult Evaluate(SignedNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        Dictionary<string, bool> cosigned = new(StringComparer.Ordinal) { [None] = true };
        List<(PolicyWitness, Cosignature)> found = [];
        foreach (PolicyWitness witness in Witnesses)
        {
            Cosignature cosignature = Cosignature.Check(note, witness.Key);
            found.Add((witness, cosignature));
            cosigned[witness.Name] = cosignature.Verification == NoteVerification.Valid;
        }
        foreach (PolicyGroup group in Groups) cosigned[group.Name] = group.Members.Count(member => cosigned[member]) >= group.Threshold;
        return new PolicyResult(cosigned[Quorum], found);
    }
}

/// <summary>A log of a policy.</summary>
/// <param name="Name">The key's name, which is the origin of the log.</param>
/// <param name="Key">Its key; null where its signature type is not supported, so that it signs nothing that counts.</param>
/// <param name="Url">Where it is, by the policy's word; null for none.</param>
public sealed record PolicyLog(string Name, VerifierKey? Key, string? Url);

/// <summary>A witness of a policy.</summary>
/// <param name="Name">What the policy calls it: one character an octet of the file, compared as such.</param>
/// <param name="Key">Its key.</param>
/// <param name="Url">The prefix to which <c>/add-checkpoint</c> is added; null when it is not for submitting.</param>
public sealed record PolicyWitness(string Name, WitnessKey Key, string? Url);

/// <summary>A group of a policy: it has cosigned when so many of its members have.</summary>
/// <param name="Name">What the policy calls it.</param>
/// <param name="Threshold">1 to the number of members.</param>
/// <param name="Members">Names of witnesses and groups.</param>
public sealed record PolicyGroup(string Name, int Threshold, IReadOnlyList<string> Members);

/// <summary>What a policy says of one note.</summary>
/// <param name="IsSatisfied">Whether the quorum has cosigned.</param>
/// <param name="Cosignatures">What the note says about each witness, in the policy's order.</param>
public sealed record PolicyResult(bool IsSatisfied, IReadOnlyList<(PolicyWitness Witness, Cosignature Cosignature)> Cosignatures)
{
    /// <summary>The witnesses whose cosignature is valid.</summary>
    public IEnumerable<(PolicyWitness Witness, Cosignature Cosignature)> Valid =>
        Cosignatures.Where(found => found.Cosignature.Verification == NoteVerification.Valid);

    /// <summary>The witnesses in whose name the note carries a line that does not hold: the note was altered.</summary>
    public IEnumerable<PolicyWitness> Contradicted =>
        Cosignatures.Where(found => found.Cosignature.Verification == NoteVerification.Invalid).Select(found => found.Witness);
}
