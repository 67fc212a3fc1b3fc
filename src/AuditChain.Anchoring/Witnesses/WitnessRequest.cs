using System.Globalization;
using System.Text;

namespace AuditChain.Anchoring.Witnesses;

// The body of POST <prefix>/add-checkpoint (C2SP tlog-witness):
//
//   old 20852014                                     the size that the witness cosigned last; 0 for none
//   PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=     the consistency proof from there, at most 63 lines; none when old is 0
//   (an empty line)
//   example.com/behind-the-sofa                      the checkpoint with its signatures
//   …

/// <summary>What a witness is asked.</summary>
public static class WitnessRequest
{
    /// <summary>The resource below the witness's submission prefix.</summary>
    public const string Path = "add-checkpoint";

    /// <summary>Composes a request.</summary>
    /// <param name="oldSize">The size that the witness cosigned last, 0 for none; at most that of the checkpoint.</param>
    /// <param name="proof">The consistency proof from there; empty when it is 0 or the checkpoint's own size.</param>
    /// <param name="note">The signed checkpoint.</param>
    public static byte[] Compose(long oldSize, IReadOnlyList<Digest> proof, SignedNote note)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentNullException.ThrowIfNull(proof);
        ArgumentNullException.ThrowIfNull(note);
        if (proof.Count > 63) throw new ArgumentException($"A consistency proof has at most 63 hashes, not {proof.Count}.", nameof(proof));
        var body = new StringBuilder().Append(CultureInfo.InvariantCulture, $"old {oldSize}\n");
        foreach (Digest hash in proof) body.Append(hash.ToBase64()).Append('\n');
        return NoteText.Utf8.GetBytes(body.Append('\n').Append(note).ToString());
    }
}
