using System.Management.Automation;
using AuditCmdlets.Completion;
using AuditCmdlets.Logs;
using AuditCmdlets.Output;

namespace AuditCmdlets.Commands;

/// <summary>Get-AuditEntry: streams entries of logs and bundles.</summary>
[Cmdlet(VerbsCommon.Get, "AuditEntry", DefaultParameterSetName = PathSet, SupportsPaging = true)]
[OutputType(typeof(AuditLog.Entry))]
public sealed class GetAuditEntryCommand : LogCommand
{
    private ulong _skip, _first;
    private bool _found, _several;
    private EntryColumns? _columns;

    /// <summary>Kinds.</summary>
    [Parameter(Position = 0, HelpMessage = "Kinds of entries, for example secret, net*.")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(EntryNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Type { get; set; }

    /// <summary>Who did it.</summary>
    [Parameter(HelpMessage = "Ids of those who did it; wildcards are allowed.")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(EntryNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Actor { get; set; }

    /// <summary>What was done.</summary>
    [Parameter(HelpMessage = "What was done; wildcards are allowed.")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(EntryNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Action { get; set; }

    /// <summary>What it was done to.</summary>
    [Parameter(HelpMessage = "Ids of what it was done to; wildcards are allowed.")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(EntryNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Target { get; set; }

    /// <summary>How it ended.</summary>
    [Parameter(HelpMessage = "How it ended, for example denied, failure; wildcards are allowed.")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(EntryNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Outcome { get; set; }

    /// <summary>The component that recorded it.</summary>
    [Parameter(HelpMessage = "The components that recorded it; wildcards are allowed.")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(EntryNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Source { get; set; }

    /// <summary>What ties entries together.</summary>
    [Parameter(HelpMessage = "Trace ids, request ids, run ids; wildcards are allowed.")]
    [Alias("Correlation")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? CorrelationId { get; set; }

    /// <summary>The sentence.</summary>
    [Parameter(HelpMessage = "The whole message; wildcards are allowed, for example *denied*.")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Message { get; set; }

    /// <summary>Start of a time range.</summary>
    [Parameter(HelpMessage = "Recorded at this time or later: a time, a date (its local midnight), or so long ago, for example -1h, -7d.")]
    [Alias("StartTime")]
    [ValidateNotNull]
    [MomentTransformation]
    public DateTimeOffset? After { get; set; }

    /// <summary>End of a time range.</summary>
    [Parameter(HelpMessage = "Recorded before this time; the same forms as -After.")]
    [Alias("EndTime")]
    [ValidateNotNull]
    [MomentTransformation]
    public DateTimeOffset? Before { get; set; }

    /// <summary>Sequences.</summary>
    [Parameter(HelpMessage = "Sequences, for example 5 or (100..120).")]
    [Alias("Seq")]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, AuditLimits.SafeInteger)]
    public long[]? Sequence { get; set; }

    /// <summary>The newest.</summary>
    [Parameter(HelpMessage = "The newest so many of those that match.")]
    [Alias("Tail", "Newest")]
    [ValidateNotNull]
    [ValidateRange(0, AuditLimits.SafeInteger)]
    public long? Last { get; set; }

    /// <summary>Newest first.</summary>
    [Parameter(HelpMessage = "Newest first.")]
    public SwitchParameter Descending { get; set; }

    /// <summary>Goes on.</summary>
    [Parameter(HelpMessage = "Wait for entries to come, and show them as they do; ends with Ctrl+C.")]
    public SwitchParameter Wait { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _skip = PagingParameters.Skip;
        _first = PagingParameters.First;
        _columns = new EntryColumns(Host);
        _several = MyInvocation.ExpectingInput || MeansSeveral();
        if (Wait && Descending) Fail(new AuditException(AuditError.AuditRangeInvalid, "-Wait shows entries as they come, oldest first; leave out -Descending."), Path);
        if (Wait && _several && !MyInvocation.ExpectingInput) Fail(new AuditException(AuditError.AuditRangeInvalid, "-Wait follows one log; name one with -Path."), Path);
    }

    /// <summary>Get-AuditEntry ops.audit looks for entries of the type 'ops.audit', which nobody means.</summary>
    protected override void EndProcessing()
    {
        if (_found || _first == 0 || LiteralPath is not null) return;
        if (Array.Find(Type ?? [], NamesFile) is { } file)
            Warn($"No entry is of the type '{file}', and there is a file of that name. The first argument is -Type; a file is named with -Path: Get-AuditEntry -Path '{file}'.");
    }

    private bool NamesFile(string type)
    {
        try
        {
            return !string.IsNullOrEmpty(type) && LogPaths.Resolve(this, type).Any(File.Exists);
        }
        catch (AuditException)
        {
            // No path at all, as most types are none.
            return false;
        }
    }

    private bool MeansSeveral()
    {
        try
        {
            return Path is not null && Path.Sum(path => LogPaths.Resolve(this, path).Count) > 1;
        }
        catch (AuditException)
        {
            // Reported when its turn comes.
            return false;
        }
    }

    private protected override void ProcessFile(string path)
    {
        EntryQuery query = EntryFilter.Query(this);
        if (PagingParameters.IncludeTotalCount) WriteObject(PagingParameters.NewTotalCount(CountOf(path, query), accuracy: 1.0));
        if (Wait) Follow(path, query);
        else Emit(AuditFile.Read(path, query), path);
    }

    private static ulong CountOf(string path, EntryQuery query) => (ulong)AuditFile.Read(path, query).LongCount();

    /// <summary>Writes entries as they are read. False when -First is reached.</summary>
    private bool Emit(IEnumerable<AuditEntry> entries, string path)
    {
        if (_first == 0) return false;
        // How far it is shows by the sequence, whatever the filters leave out; where only a few are read, by nothing.
        long total = 0, read = 0, given = 0;
        bool few = Last is not null || Sequence is not null || PagingParameters.First != ulong.MaxValue || Wait;
        using ProgressMeter progress = new(this, $"Reading {System.IO.Path.GetFileName(path)}", () => total = few ? 0 : EntryCount.Of(path));
        foreach (AuditEntry entry in entries)
        {
            if (Stopping) return false;
            _found = true;
            read++;
            if (progress.IsDue) progress.Show(few ? read : Descending ? Math.Max(read, total - entry.Seq) : entry.Seq);
            if (_skip > 0)
            {
                _skip--;
                continue;
            }
            WriteObject(Shown(entry, path));
            given++;
            if (--_first == 0) break;
        }
        Tell($"{Counted.Entries(given)} of '{path}' shown, {Counted.Entries(read)} matched, after {progress.Elapsed.TotalSeconds:0.0} s.");
        return _first > 0;
    }

    /// <summary>The entry, and for the views where it comes from: of several logs each has a heading, and a followed one is shown as it comes.</summary>
    private object Shown(AuditEntry entry, string path)
    {
        AuditLog.Entry shown = new(entry, path, _columns);
        if (!Wait && !_several) return shown;
        PSObject marked = new(shown);
        marked.TypeNames.Insert(0, Wait ? "AuditLog.Entry#Followed" : "AuditLog.Entry#OfSeveral");
        return marked;
    }

    private void Follow(string path, EntryQuery query)
    {
        if (File.Exists(path) && !AuditFile.IsDatabase(path))
            throw new AuditException(AuditError.AuditLogNotRecognized, $"'{path}' is not a log but a bundle or a mirror file, which does not grow. Leave out -Wait.");
        using ILogReader log = LogOpener.OpenToRead(path);
        long seen = log.ReadHead().Count;
        bool more = Emit(log.Read(query with { LastSequence = seen }), path);
        query = query with { Last = null };
        try
        {
            while (more)
            {
                long count = log.WaitForMoreAsync(seen, StopToken).AsTask().GetAwaiter().GetResult().Count;
                more = Emit(log.Read(query with { FirstSequence = seen + 1, LastSequence = count }), path);
                seen = count;
            }
        }
        catch (OperationCanceledException) when (Stopping)
        {
            // Ctrl+C is how it ends.
        }
    }
}
