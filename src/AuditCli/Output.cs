using System.Text;
using AuditChain;
using Microsoft.Win32.SafeHandles;

namespace AuditCli;

/// <summary>
/// Standard output as bytes: UTF-8 without a byte order mark, lines ended by '\n' on every system. When its reader goes
/// away (<c>auditlog add … | head</c>), writing ends and the program goes on.
/// </summary>
internal sealed class Output
{
    private const int FlushAt = 32 * 1024;
    private const int BrokenPipe = 32; // EPIPE
    private readonly Stream _stream = Open();
    private readonly MemoryStream _pending = new(FlushAt + 1024);
    private bool _left;

    /// <summary>Why nothing more can be written; null as long as it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>A line for people: what a log says in it is shown, never obeyed.</summary>
    public void WriteText(string text)
    {
        Write(Encoding.UTF8.GetBytes(VisibleText.Of(text)));
        Write("\n"u8);
    }

    /// <summary>One JSON object with its members sorted.</summary>
    public void WriteJson(Dictionary<string, object?> members) => WriteLine(CanonicalJson.Serialize(members));

    /// <summary>A line for programs, byte for byte. A terminal is no program: there it is shown like any other text.</summary>
    public void WriteLine(ReadOnlySpan<byte> line)
    {
        if (!Console.IsOutputRedirected)
        {
            WriteText(Encoding.UTF8.GetString(line));
            return;
        }
        Write(line);
        Write("\n"u8);
    }

    /// <summary>A signed note, which brings its own newlines.</summary>
    public void WriteNote(string note)
    {
        foreach (string line in note.TrimEnd('\n').Split('\n')) WriteLine(Encoding.UTF8.GetBytes(line));
    }

    /// <summary>Bytes of this program's own making.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _pending.Write(bytes);
        if (_pending.Length >= FlushAt) Flush();
    }

    public void Flush()
    {
        try
        {
            if (Problem is null) _stream.Write(_pending.GetBuffer(), 0, (int)_pending.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Problem = e.Message.TrimEnd('.');
            _left = e.HResult == BrokenPipe;
        }
        _pending.SetLength(0);
    }

    /// <summary>Writes what is left: 0, or the exit code of a result that did not reach its reader.</summary>
    public int Finish()
    {
        Flush();
        if (Problem is null) return ExitCode.Done;
        // A reader that went away had enough.
        return _left ? ExitCode.Failed : Errors.Print($"standard output cannot be written ({Problem}).");
    }

    // The stream of Console keeps quiet about a closed pipe. A FileStream reports it, but keeps a position of its own, which
    // would overwrite what others append to the same file; so it is used for what has no position: pipes and sockets.
    private static Stream Open()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected) return Console.OpenStandardOutput();
        try
        {
            FileStream direct = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            return direct.CanSeek ? Console.OpenStandardOutput() : direct;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Console.OpenStandardOutput();
        }
    }
}
