namespace AuditChain.Storage;

/// <summary>An attestation as the log keeps it.</summary>
/// <param name="Size">Number of entries that it covers.</param>
/// <param name="Time">When it was signed.</param>
/// <param name="KeyName">The name of the first key that signed it.</param>
/// <param name="Note">The signed note, byte for byte.</param>
/// <param name="Edge">The tree at its size; empty where it was not kept.</param>
public sealed record StoredAttestation(long Size, DateTimeOffset Time, string KeyName, string Note, ReadOnlyMemory<byte> Edge = default);
