using AuditChain;

namespace AuditCli.Input;

/// <summary>Reads lines of JSON on a thread of its own, prepares them and puts them into a queue, up to the first bad line.</summary>
/// <param name="input">Lines of JSON.</param>
/// <param name="queue">Where they go.</param>
/// <param name="consequence">What a bad line means for the others, in a sentence.</param>
/// <param name="self">The actor of an event that names none.</param>
internal sealed class EventReader(Stream input, EventQueue queue, string consequence, AuditActor? self)
{
    private readonly InputLines _lines = new(input);

    /// <summary>Why reading stopped before the end of the input, for people; null when it did not. Read it when the queue is closed.</summary>
    public string? Fault { get; private set; }

    /// <summary>Begins to read. The thread does not keep the process alive: it may hang in a read for ever.</summary>
    public void Start() => new Thread(Run) { IsBackground = true, Name = "input" }.Start();

    private AuditEvent Complete(AuditEvent said) => said.Actor is null ? said with { Actor = self } : said;

    private void Run()
    {
        try
        {
            while (_lines.TryRead(out ReadOnlyMemory<byte> line))
            {
                if (line.Span.IndexOfAnyExcept(" \t\r"u8) < 0) continue;
                if (!queue.Put(new PendingEvent(_lines.Number, line.Length, EventJson.Prepare(line, Complete)))) return;
            }
        }
        catch (AuditException e)
        {
            Fault = $"[{e.Error}] line {_lines.Number}: {e.Message} {consequence}";
        }
        catch (Exception e)
        {
            // On a thread of its own nobody else would catch it, and what was read before still has to be recorded.
            Fault = $"standard input cannot be read after line {_lines.Number}: {e.Message} ({e.GetType().Name})";
        }
        finally
        {
            queue.Close();
        }
    }
}
