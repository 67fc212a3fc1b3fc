using AuditChain;

namespace AuditCli.Input;

/// <summary>Appends what a reader brings, batch by batch, and acknowledges each entry after its commit.</summary>
internal sealed class InputRecorder(IAuditLog log, Acknowledgements acknowledgements, bool whole = false)
{
    private readonly EventQueue _queue = new();

    /// <summary>Reads to the end of the input, to the first bad line or until the user stops; appends meanwhile, or at the end all in one step.</summary>
    /// <param name="input">Lines of JSON.</param>
    /// <returns>The exit code.</returns>
    public int Run(Stream input)
    {
        using Interruption interruption = new();
        // What is in the queue was taken, and is still committed.
        using CancellationTokenRegistration stop = interruption.Token.Register(_queue.Close);
        EventReader reader = new(input, _queue, whole ? "Nothing was recorded." : "What came before this line is recorded; it and what follows is not.", Commands.AddCommand.DefaultActor(log));
        reader.Start();

        List<PendingEvent> batch = new(EventQueue.BatchCount), all = [];
        while (_queue.Take(batch))
        {
            if (whole) all.AddRange(batch);
            else Append(batch);
        }
        bool interrupted = interruption.Token.IsCancellationRequested;
        if (all.Count > 0 && !interrupted && reader.Fault is null) Append(all);

        int code = acknowledgements.Finish();
        if (reader.Fault is { } fault) return Errors.Print(fault);
        return interrupted ? Errors.Print($"interrupted before the end of the input; {(whole ? "nothing was" : "what was acknowledged is")} recorded.") : code;
    }

    private void Append(List<PendingEvent> batch)
    {
        IReadOnlyList<EntryPlace> places;
        try
        {
            places = log.Append(batch.ConvertAll(item => item.Entry));
        }
        catch (AuditException e)
        {
            throw new AuditException(e.Error, $"{e.Message} What follows from line {batch[0].Line} on is not recorded.", e);
        }
        acknowledgements.Print(places);
    }
}
