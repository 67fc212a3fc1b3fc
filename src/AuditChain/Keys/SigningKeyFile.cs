namespace AuditChain.Keys;

/// <summary>A private key's file and the public one beside it: how they are named, and under which name the key signs.</summary>
public static class SigningKeyFile
{
    /// <summary>The file of the public key: beside the private one, with the ending <c>.pub</c>.</summary>
    /// <param name="path">Of the private key.</param>
    /// <exception cref="AuditException">AuditDestinationInvalid: both would be one file.</exception>
    public static string PublicPathOf(string path)
    {
        string publicPath = Path.ChangeExtension(path, ".pub");
        return publicPath != path ? publicPath
            : throw new AuditException(AuditError.AuditDestinationInvalid, $"'{path}' is where the public key would go. Choose another ending for the private one, for example .pem.");
    }

    /// <summary>The name of a new key when none is given: <c>host/file-name</c>.</summary>
    /// <param name="path">Of the private key.</param>
    public static string DefaultName(string path) =>
        string.Concat($"{Environment.MachineName}/{Path.GetFileNameWithoutExtension(path)}".Select(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+' ? '-' : c));

    /// <summary>
    /// Reads a private key. Its file holds no name: it is the one given, else that of its public key beside it, so that
    /// whoever was handed that one can check the signature, else the log's.
    /// </summary>
    /// <param name="path">Of the private key.</param>
    /// <param name="name">The name given, or null.</param>
    /// <param name="passphrase">Empty for none.</param>
    /// <param name="origin">The log's name.</param>
    /// <exception cref="AuditException">What <see cref="SigningKey.Load"/> throws.</exception>
    public static SigningKey Load(string path, string? name, ReadOnlySpan<char> passphrase, string origin)
    {
        SigningKey key = SigningKey.Load(path, name ?? origin, passphrase);
        if (name is not null || NameBeside(path, key.VerifierKey) is not { } own || own == origin) return key;
        key.Dispose();
        return SigningKey.Load(path, own, passphrase);
    }

    private static string? NameBeside(string path, VerifierKey key)
    {
        string publicPath = Path.ChangeExtension(path, ".pub");
        if (publicPath == path || !File.Exists(publicPath)) return null;
        try
        {
            return VerifierKey.Load(publicPath).FirstOrDefault(k => !k.IsAnyName && k.PublicKey.SequenceEqual(key.PublicKey))?.Name;
        }
        catch (AuditException)
        {
            // Some other file that happens to be named so.
            return null;
        }
    }
}
