using System.Buffers.Binary;
using System.Text;

namespace AuditChain.Tests.Anchoring;

// The key of a witness that signs. Its bytes are put together here, not by the code under test.
internal sealed class TestWitnessKey(string name)
{
    private readonly SigningKey _key = SigningKey.Generate(name);

    internal WitnessKey Key { get; private set; } = null!;

    internal static TestWitnessKey Make(string name)
    {
        TestWitnessKey key = new(name);
        key.Key = new WitnessKey(name, key._key.VerifierKey.PublicKey);
        return key;
    }

    internal string Cosign(string text, ulong seconds)
    {
        byte[] signature = _key.Sign(Encoding.UTF8.GetBytes($"cosignature/v1\ntime {seconds}\n{text}"));
        byte[] bytes = new byte[4 + 8 + 64];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Key.KeyId);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(4), seconds);
        signature.CopyTo(bytes, 12);
        return $"— {Key.Name} {Convert.ToBase64String(bytes)}";
    }
}

// A strict witness (C2SP tlog-witness): every MUST of add-checkpoint, one log.
internal sealed class TestWitness(TestWitnessKey key, string origin, VerifierKey logKey)
{
    internal const ulong Now = 1_795_000_000;

    internal long Size { get; set; }

    internal Digest Root { get; set; } = MerkleTree.EmptyRoot;

    internal List<string> Requests { get; } = [];

    internal TestAnswer Answer(byte[] body)
    {
        string text = Encoding.UTF8.GetString(body);
        Requests.Add(text.Split('\n')[0]);
        int blank = text.IndexOf("\n\n", StringComparison.Ordinal);
        string[] lines = text[..Math.Max(blank, 0)].Split('\n');
        if (blank < 0 || !lines[0].StartsWith("old ", StringComparison.Ordinal) || !long.TryParse(lines[0][4..], out long old) || lines[0] != $"old {old}" || lines.Length > 64) return new(400, "bad old size line");
        List<Digest> proof = [];
        foreach (string line in lines[1..])
        {
            if (!Digest.TryParseBase64(line, out Digest hash)) return new(400, "bad proof line");
            proof.Add(hash);
        }
        if (!SignedNote.TryParse(text[(blank + 2)..], out SignedNote? note, out _) || !CheckpointBody.TryParse(note!.Text, out CheckpointBody? head, out _)) return new(400, "bad checkpoint");
        if (head!.Origin != origin) return new(404, "unknown log");
        if (note.Verify(logKey) != NoteVerification.Valid) return new(403, "no signature by a trusted key");
        if (old > head.Size) return new(400, "old size beyond the checkpoint");
        if (old != Size) return new(409, $"{Size}\n", "text/x.tlog.size");
        if (old == 0 ? proof.Count > 0 : old == head.Size ? head.Root != Root || proof.Count > 0 : !MerkleTree.VerifyConsistency(old, head.Size, proof, Root, head.Root)) return new(422, "proof does not verify");
        (Size, Root) = (head.Size, head.Root);
        return new(200, key.Cosign(note.Text, Now) + "\n");
    }
}
