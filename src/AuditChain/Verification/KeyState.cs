namespace AuditChain.Verification;

/// <summary>A trusted key with the sizes for which it vouches: what one verification hands to the next, which goes on where it ended.</summary>
/// <param name="Key">The key.</param>
/// <param name="From">The smallest size that it vouches for: 0 for a key that was handed over, else the sequence of the entry that announced it.</param>
/// <param name="Retired">The largest size that it vouches for: the sequence of the entry in which it retired; null when it did not.</param>
public sealed record KeyState(VerifierKey Key, long From, long? Retired);
