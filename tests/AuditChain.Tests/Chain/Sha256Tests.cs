using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AuditChain.Tests.Chain;

/// <summary>Whichever library computes it, it is SHA-256.</summary>
public sealed class Sha256Tests
{
    // FIPS 180-4, and the two messages of its appendix.
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void KnownAnswers(string text, string hash)
    {
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes(text);
        Assert.Equal(hash, Digest.Of(bytes).ToString());
        Assert.Equal(hash, new Sha256(openSsl: false).Compute(bytes, []).ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EveryLengthAroundTheBlocksInAnyTwoPieces(bool openSsl)
    {
        Sha256 context = new(openSsl);
        byte[] bytes = new byte[300];
        new Random(7).NextBytes(bytes);
        for (int length = 0; length <= bytes.Length; length++)
        {
            ReadOnlySpan<byte> data = bytes.AsSpan(0, length);
            Digest expected = new(SHA256.HashData(data));
            foreach (int cut in (int[])[0, length / 3, length]) Assert.Equal(expected, context.Compute(data[..cut], data[cut..]));
        }
        byte[] large = new byte[3_000_001];
        Assert.Equal(new Digest(SHA256.HashData(large)), context.Compute([0], large.AsSpan(1)));
    }

    [Fact]
    public void ManyThreadsAtOnce()
    {
        byte[] bytes = new byte[100];
        Digest expected = new(SHA256.HashData(bytes));
        Thread[] threads = [.. Enumerable.Range(0, 16).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < 2000; i++) Assert.Equal(expected, Digest.Of(bytes));
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
    }

    [Fact]
    public void LinuxCallsOpenSslDirectly()
    {
        bool there = OperatingSystem.IsLinux() && (NativeLibrary.TryLoad("libcrypto.so.3", out _) || NativeLibrary.TryLoad("libcrypto.so.1.1", out _));
        Assert.Equal(there, new Sha256(openSsl: true).IsDirect);
    }
}
