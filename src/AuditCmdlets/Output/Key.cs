using System.Globalization;

namespace AuditLog;

/// <summary>A key pair on the disk.</summary>
public sealed class Key
{
    private readonly VerifierKey _verifier;

    internal Key(string path, string publicKeyPath, VerifierKey verifier) => (Path, PublicKeyPath, _verifier) = (path, publicKeyPath, verifier);

    /// <summary>The name under which it signs.</summary>
    public string Name => _verifier.Name;

    /// <summary>The short identifier of name and public key, eight hexadecimal digits.</summary>
    public string KeyId => _verifier.KeyId.ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>The verifier-key line: what to hand to those who verify.</summary>
    public string VerifierKey => _verifier.ToString();

    /// <summary>The file of the private key.</summary>
    public string Path { get; }

    /// <summary>The file with the verifier-key line.</summary>
    public string PublicKeyPath { get; }

    /// <summary>The verifier-key line, so that the object itself serves as -PublicKey.</summary>
    public override string ToString() => VerifierKey;
}
