using System.Buffers.Text;
using AuditChain;

namespace AuditCli;

/// <summary>Tells the caller which entries are on the disk: <c>seq hash</c>, or the same as JSON. Called only after a commit.</summary>
internal sealed class Acknowledgements(bool quiet, bool json)
{
    private readonly Output _output = new();

    public void Print(IReadOnlyList<EntryPlace> places)
    {
        if (quiet) return;
        foreach (EntryPlace place in places) Print(place);
        _output.Flush();
    }

    /// <summary>0; or 2 with a message, when entries were recorded whose places could not be printed.</summary>
    public int Finish() => _output.Problem is null ? ExitCode.Done
        : Errors.Print($"standard output cannot be written ({_output.Problem}); the entries are recorded nevertheless.");

    private void Print(in EntryPlace place)
    {
        Span<byte> digits = stackalloc byte[20], hash = stackalloc byte[Digest.Size * 2];
        Utf8Formatter.TryFormat(place.Seq, digits, out int length);
        place.Hash.WriteHex(hash);
        if (json)
        {
            _output.Write("{\"hash\":\""u8);
            _output.Write(hash);
            _output.Write("\",\"seq\":"u8);
            _output.Write(digits[..length]);
            _output.Write("}\n"u8);
            return;
        }
        _output.Write(digits[..length]);
        _output.Write(" "u8);
        _output.Write(hash);
        _output.Write("\n"u8);
    }
}
