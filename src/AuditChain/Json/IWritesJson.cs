namespace AuditChain.Json;

/// <summary>A value of the engine's own that knows how it is written: rooms above this one implement it, so that the writer need not know them.</summary>
internal interface IWritesJson
{
    /// <summary>Writes the value.</summary>
    /// <param name="writer">For the values inside.</param>
    /// <param name="buffer">Where to.</param>
    /// <param name="depth">The level that this value would open.</param>
    void Write(ValueWriter writer, LineBuffer buffer, int depth);
}
