namespace AttackMatrix.Honest;

/// <summary>Keys that everybody can rebuild: the seeds of RFC 8032 section 7.1.</summary>
internal static class Keys
{
    /// <summary>The key of the log, TEST 1.</summary>
    public static readonly SigningKey Ops = FromHex(HonestLog.Origin, "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");

    /// <summary>A witness that cosigns, TEST 2.</summary>
    public static readonly SigningKey Witness = FromHex("witness.example.net", "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");

    /// <summary>The attacker's own key, under the name of the log's, TEST 3.</summary>
    public static readonly SigningKey Thief = FromHex(HonestLog.Origin, "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");

    /// <summary>The private scalar and seed of <see cref="Ops"/>, for signatures that no library would make.</summary>
    public static readonly byte[] OpsSeed = Convert.FromHexString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");

    private static SigningKey FromHex(string name, string seed) => SigningKey.FromSeed(name, Convert.FromHexString(seed));
}
