using Xunit;

namespace AuditChain.Tests;

// Points that a curve with cofactor 8 has and an honest key or signature never shows. Computed by an independent program
// (affine arithmetic over Python integers); A is the key of RFC 8032 TEST 1, T8 a point of order 8, the message is "mixed".
public class Ed25519PointTests
{
    private const string A = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

    [Theory]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000080")] // x = 0 with a sign
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void Refuses_keys_of_small_order(string key) => Assert.False(Ed25519.IsAcceptablePublicKey(Convert.FromHexString(key)));

    [Fact]
    public void Refuses_every_encoding_of_y_from_p_on()
    {
        byte[] point = [.. Enumerable.Repeat((byte)0xff, 32)];
        for (int low = 0xed; low <= 0xff; low++)
        {
            foreach (byte high in new byte[] { 0x7f, 0xff })
            {
                (point[0], point[31]) = ((byte)low, high);
                Assert.Contains("canonical", Ed25519.PublicKeyProblem(point), StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("16a567fe7d4ef5482ab4012c369bf8c5f11e8d0c2559dcda50fde59708f8aee5")] // A + 4 T8: the one that CVE-2025-69277 lets pass
    [InlineData("40c7570f4dd54835b9131184410ed4a0cc93e7d9ad053cbc6d07a62426999582")] // A + 2 T8
    [InlineData("ad38a8f0b22ab7ca46ecee7bbef12b5f336c182652fac34392f859dbd9666a7d")] // A + 6 T8
    [InlineData("3b5b475c4b82dd1572799fc546f4c6c03e478c6654aa4c7f945b347ea32af60d")] // A + T8
    [InlineData("9158312a9a8d6e3b34c891d6d61444f8b8211c5117ebad15bdb0bd68b07e0245")] // A + 3 T8
    [InlineData("b2a4b8a3b47d22ea8d86603ab90b393fc1b87399ab55b3806ba4cb815cd509f2")] // A + 5 T8
    [InlineData("5ca7ced5657291c4cb376e2929ebbb0747dee3aee81452ea424f42974f81fdba")] // A + 7 T8
    public void Refuses_keys_of_mixed_order(string key) =>
        Assert.Contains("prime-order", Ed25519.PublicKeyProblem(Convert.FromHexString(key)), StringComparison.Ordinal);

    [Fact]
    public void Refuses_a_y_that_is_on_no_point() =>
        Assert.False(Ed25519.IsAcceptablePublicKey(Convert.FromHexString("0200000000000000000000000000000000000000000000000000000000000000")));

    [Theory]
    [InlineData(A, "76985cdbd2364a744397b773ed9a33933a0d9390c3775a2aa16fe4f8cb235a8dcc0b455ced5bfebb2f0f08749ba33778c395b175c08acf521ec7a0f6ade7f90a")] // R + 4 T8
    [InlineData(A, "937bf8c94581538ba43ea9a0d4df52e33040748d553200c28e2d06a6f4b6e38e5eb67f357a14662b5e41137f2c54e27a395891caf312ab292c10ff36cad31904")] // R + 2 T8
    [InlineData(A, "b15bf26424d1b69dd33b7a9e57db5de4a2aadea4a2a051efd9bfd6af74165d2bad4509b40205b76718f1ea7b480d4372a5667cf75b037069bb49a7e0671b7205")] // R + T8
    [InlineData(A, "010000000000000000000000000000000000000000000000000000000000000058993b7bc6aa7db2157b578710c78d7c0a5aab3ca828fc63d6cd4c7429a1c409")] // R neutral
    [InlineData("16a567fe7d4ef5482ab4012c369bf8c5f11e8d0c2559dcda50fde59708f8aee5", "62d887cf8f67bbdcf2b26933dc8fc9a24d23c5ce49063df9681e1d7c8f631eee38024f0abc446768a5a64b9d40affddec3622f441ef18ab41c17d7ea761ffe09")]
    [InlineData("40c7570f4dd54835b9131184410ed4a0cc93e7d9ad053cbc6d07a62426999582", "f84403c6eee1dc0e10daddee66e03dca5bbafbc8b8163d642e151c20c3effdcad8a29c43f315fc48ffd377fb99b5bd5faea717a82d7ea5cac0d52d294903a40e")]
    [InlineData("3b5b475c4b82dd1572799fc546f4c6c03e478c6654aa4c7f945b347ea32af60d", "770b13cf8186db3be66b11f929bef538d48f39151262215ec58dd74d78201620b07a883e846deedb6aa78614d6e22aa8ae4e5d37504194a6b080fedb4056e305")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000", "7767a3242dc9b58bbc68488c1265cc6cc5f26c6f3c88a5d55e901b0734dca572d20a1feb8ca954ab000000000000000000000000000000000000000000000000")] // A neutral: made without any key
    public void Refuses_signatures_that_satisfy_the_equation_by_such_points(string key, string signature) =>
        Assert.False(Ed25519.Verify(Convert.FromHexString(key), "mixed"u8, Convert.FromHexString(signature)));
}
