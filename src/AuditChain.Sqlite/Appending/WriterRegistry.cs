namespace AuditChain.Sqlite.Appending;

/// <summary>The writers of this process, one a file, shared by all that have it open for appending and closed with the last of them.</summary>
internal static class WriterRegistry
{
    // Held only to look a file up. Opening a log holds its own place alone, so a slow one keeps nobody else waiting.
    private static readonly Dictionary<string, Place> s_places = new(StringComparer.Ordinal);

    /// <summary>Joins the writer to a file, which is opened when nobody in this process has it open.</summary>
    /// <param name="path">An existing log.</param>
    /// <param name="patience">How long another process may hold the lock; of a writer that is shared, what the first one said.</param>
    /// <exception cref="AuditException">As <see cref="LogWriter"/>.</exception>
    public static Share Join(string path, TimeSpan patience)
    {
        string real = LogPath.Real(path);
        Place place;
        lock (s_places)
        {
            // Whoever holds on to a file that is no longer there is told when he appends.
            if (!s_places.TryGetValue(real, out place!) || place.Writer is { HasMoved: true }) s_places[real] = place = new Place(real);
            place.Users++;
        }
        try
        {
            lock (place) return new Share(place, place.Writer ??= new LogWriter(path, patience));
        }
        catch
        {
            Leave(place);
            throw;
        }
    }

    private static void Leave(Place place)
    {
        lock (s_places)
        {
            if (--place.Users > 0) return;
            if (s_places.TryGetValue(place.Real, out Place? shared) && shared == place) s_places.Remove(place.Real);
        }
        lock (place) place.Writer?.Dispose();
    }

    private sealed class Place(string real)
    {
        public string Real => real;

        public int Users { get; set; }

        public LogWriter? Writer { get; set; }
    }

    /// <summary>One user's hold on a writer. Given back once.</summary>
    internal sealed class Share : IDisposable
    {
        private Place? _place;

        internal Share(object place, LogWriter writer)
        {
            _place = (Place)place;
            Writer = writer;
        }

        public LogWriter Writer { get; }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _place, null) is { } place) Leave(place);
        }
    }
}
