using System.Text;

namespace AuditChain.Anchoring.Proofs;

/// <summary>Reads files of proofs.</summary>
public static class ProofFile
{
    private const int MaxBytes = 8 << 20;

    /// <summary>Reads a proof.</summary>
    /// <param name="path">A file of at most 8 MiB, UTF-8.</param>
    /// <exception cref="AuditException">AuditProofInvalid: it cannot be read, or is no proof.</exception>
    public static TlogProof Read(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            byte[] content = new byte[MaxBytes + 1];
            int length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return length <= MaxBytes ? TlogProof.Parse(NoteText.Utf8.GetString(content, 0, length))
                : throw new AuditException(AuditError.AuditProofInvalid, $"'{path}' is no proof of an entry: it has more than {MaxBytes} bytes.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException or ArgumentException)
        {
            throw new AuditException(AuditError.AuditProofInvalid, $"The proof '{path}' cannot be read: {e.Message}", e);
        }
    }
}
