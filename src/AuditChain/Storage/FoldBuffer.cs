namespace AuditChain.Storage;

/// <summary>Folds values as they stand in lines. Grows to the longest one and allocates nothing after that; not thread-safe.</summary>
internal sealed class FoldBuffer
{
    private byte[] _plain = new byte[512];
    private byte[] _folded = new byte[768];

    /// <summary>Decodes and folds a value.</summary>
    /// <param name="raw">The bytes between the quotes of a canonical JSON string.</param>
    /// <returns>Folded UTF-8, valid until the next call.</returns>
    public ReadOnlySpan<byte> Fold(ReadOnlySpan<byte> raw)
    {
        if (raw.Contains((byte)'\\'))
        {
            if (_plain.Length < raw.Length) _plain = new byte[raw.Length];
            raw = _plain.AsSpan(0, JsonText.Unescape(raw, _plain));
        }
        if (_folded.Length < Folding.MaxBytes(raw.Length)) _folded = new byte[Folding.MaxBytes(raw.Length)];
        return _folded.AsSpan(0, Folding.Fold(raw, _folded));
    }
}
