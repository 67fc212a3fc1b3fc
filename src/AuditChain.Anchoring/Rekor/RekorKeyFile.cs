using System.Security.Cryptography;
using System.Text;

namespace AuditChain.Anchoring.Rekor;

/// <summary>Reads a P-256 private key that signs for Rekor.</summary>
public static class RekorKeyFile
{
    /// <summary>Reads a PEM file: <c>PRIVATE KEY</c>, <c>ENCRYPTED PRIVATE KEY</c> or <c>EC PRIVATE KEY</c>.</summary>
    /// <param name="path">The file, at most 64 KiB.</param>
    /// <param name="passphrase">Of an encrypted one; empty for none.</param>
    /// <exception cref="AuditException">AuditKeyNotFound; AuditKeyPassphrase; AuditKeyInvalid: another kind of key.</exception>
    public static ECDsa Load(string path, ReadOnlySpan<char> passphrase)
    {
        byte[] content = KeyFile.Read(path);
        ECDsa key = ECDsa.Create();
        try
        {
            string pem = Encoding.UTF8.GetString(content);
            if (pem.Contains("ENCRYPTED PRIVATE KEY", StringComparison.Ordinal))
            {
                if (passphrase.IsEmpty) throw new AuditException(AuditError.AuditKeyPassphrase, $"{NoteText.Quote(path)} is encrypted, and no passphrase was given.");
                key.ImportFromEncryptedPem(pem, passphrase);
            }
            else
            {
                key.ImportFromPem(pem);
            }
            _ = RekorSigner.From(key);
            return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException || e is AuditException { Error: AuditError.AuditTrustInvalid })
        {
            key.Dispose();
            throw new AuditException(AuditError.AuditKeyInvalid, $"{NoteText.Quote(path)} is not a private key of the curve P-256 (PEM), or the passphrase is wrong: {e.Message}", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }
}
