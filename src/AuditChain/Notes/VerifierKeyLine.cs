using System.Globalization;

namespace AuditChain.Notes;

/// <summary>The parts of a C2SP verifier key, <c>NAME+ID+base64(type ‖ public key)</c>, of whatever type; the id is not checked against the rest.</summary>
internal readonly record struct VerifierKeyLine(string Name, uint KeyId, byte Type, ReadOnlyMemory<byte> PublicKey)
{
    /// <summary>Takes a line apart.</summary>
    /// <exception cref="AuditException"><see cref="AuditError.AuditKeyInvalid"/>.</exception>
    internal static VerifierKeyLine Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        // The base64 may hold a '+' of its own; the name has none, so the first two are the separators.
        string[] parts = line.Split('+', 3);
        if (parts.Length != 3 || parts[1].Length != 8 || parts[1].Any(c => !char.IsAsciiHexDigitLower(c)))
            throw Invalid($"Not a verifier key: expected NAME+ID+BASE64, ID being 8 lower-case hexadecimal digits, found {NoteText.Quote(line)}.");
        byte[] bytes = new byte[parts[2].Length];
        if (!Convert.TryFromBase64String(parts[2], bytes, out int length) || length < 2 || Convert.ToBase64String(bytes, 0, length) != parts[2])
            throw Invalid($"Not a verifier key: {NoteText.Quote(parts[2])} is not base64 of a type and a key.");
        return new VerifierKeyLine(parts[0], uint.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture), bytes[0], bytes.AsMemory(1, length - 1));
    }

    private static AuditException Invalid(string message) => new(AuditError.AuditKeyInvalid, message);
}
