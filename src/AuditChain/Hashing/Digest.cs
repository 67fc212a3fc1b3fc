using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AuditChain.Hashing;

/// <summary>A SHA-256 value: 32 bytes, compared by value, printed as 64 lower-case hexadecimal characters.</summary>
public readonly struct Digest : IEquatable<Digest>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    private readonly Bytes _bytes;

    /// <summary>Copies 32 bytes.</summary>
    /// <param name="bytes">Exactly <see cref="Size"/> bytes.</param>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public Digest(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ArgumentException($"A digest has {Size} bytes, not {bytes.Length}.", nameof(bytes));
        bytes.CopyTo(_bytes);
    }

    /// <summary>The 32 bytes.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Span => _bytes;

    /// <summary>SHA-256 of <paramref name="data"/>.</summary>
    /// <param name="data">Any bytes.</param>
    public static Digest Of(ReadOnlySpan<byte> data) => Sha256.Of(data, []);

    /// <summary>Parses 64 lower-case hexadecimal characters; anything else is refused.</summary>
    /// <param name="hex">ASCII bytes.</param>
    /// <param name="digest">The value, when the result is true.</param>
    public static bool TryParseHex(ReadOnlySpan<byte> hex, out Digest digest)
    {
        digest = default;
        if (hex.Length != Size * 2 || hex.ContainsAnyInRange((byte)'A', (byte)'F')) return false;
        Span<byte> bytes = stackalloc byte[Size];
        if (Convert.FromHexString(hex, bytes, out _, out _) != System.Buffers.OperationStatus.Done) return false;
        digest = new Digest(bytes);
        return true;
    }

    /// <summary>Parses standard base64 of 32 bytes, with padding and nothing around it.</summary>
    /// <param name="base64">ASCII characters.</param>
    /// <param name="digest">The value, when the result is true.</param>
    public static bool TryParseBase64(ReadOnlySpan<char> base64, out Digest digest)
    {
        digest = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (base64.Length != 44 || !Convert.TryFromBase64Chars(base64, bytes, out int written) || written != Size) return false;
        digest = new Digest(bytes);
        return base64.SequenceEqual(digest.ToBase64());
    }

    /// <summary>Writes 64 lower-case hexadecimal ASCII characters.</summary>
    /// <param name="destination">At least 64 bytes.</param>
    public void WriteHex(Span<byte> destination) => Convert.TryToHexStringLower(Span, destination, out _);

    /// <summary>Standard base64, 44 characters.</summary>
    public string ToBase64() => Convert.ToBase64String(Span);

    /// <summary>Base64url without padding, 43 characters.</summary>
    public string ToBase64Url() => Base64Url.EncodeToString(Span);

    /// <summary>64 lower-case hexadecimal characters.</summary>
    public override string ToString() => Convert.ToHexStringLower(Span);

    /// <inheritdoc/>
    public bool Equals(Digest other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Digest other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => MemoryMarshal.Read<int>(Span);

    /// <summary>Equality of all 32 bytes.</summary>
    public static bool operator ==(Digest left, Digest right) => left.Equals(right);

    /// <summary>Inequality of any byte.</summary>
    public static bool operator !=(Digest left, Digest right) => !left.Equals(right);

    [InlineArray(Size)]
    private struct Bytes
    {
        private byte _first;
    }
}
