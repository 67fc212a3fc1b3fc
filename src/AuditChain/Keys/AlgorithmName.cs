namespace AuditChain.Keys;

// Object identifiers that turn up in key files, by the names that people know them by. A table of our own, because the
// platform's lookup differs from one system to the next and may ask a directory server on Windows.
internal static class AlgorithmName
{
    internal static string Of(string oid)
    {
        string? name = oid switch
        {
            "1.2.840.113549.1.1.1" => "RSA",
            "1.2.840.113549.1.1.10" => "RSA-PSS",
            "1.2.840.10040.4.1" => "DSA",
            "1.2.840.10045.2.1" => "ECDSA or ECDH",
            "1.2.840.10046.2.1" or "1.2.840.113549.1.3.1" => "Diffie-Hellman",
            "1.3.101.110" => "X25519",
            "1.3.101.111" => "X448",
            "1.3.101.112" => "Ed25519",
            "1.3.101.113" => "Ed448",
            "2.16.840.1.101.3.4.3.17" or "2.16.840.1.101.3.4.3.18" or "2.16.840.1.101.3.4.3.19" => "ML-DSA",
            "1.2.840.113549.1.5.3" => "PBES1 with MD5 and DES",
            "1.2.840.113549.1.5.10" => "PBES1 with SHA-1 and DES",
            "1.2.840.113549.1.12.1.3" => "PKCS#12 encryption with SHA-1 and 3DES",
            "1.2.840.113549.1.5.12" => "PBKDF2",
            "1.2.840.113549.1.5.13" => "PBES2",
            "1.3.6.1.4.1.11591.4.11" => "scrypt",
            "1.2.840.113549.2.7" => "HMAC-SHA-1",
            "1.2.840.113549.2.8" => "HMAC-SHA-224",
            "1.2.840.113549.3.2" => "RC2-CBC",
            "1.2.840.113549.3.7" => "3DES-CBC",
            "1.3.14.3.2.7" => "DES-CBC",
            "2.16.840.1.101.3.4.1.6" or "2.16.840.1.101.3.4.1.26" or "2.16.840.1.101.3.4.1.46" => "AES-GCM",
            _ => null,
        };
        return name is null ? $"of the object identifier {oid}" : $"{name} ({oid})";
    }
}
