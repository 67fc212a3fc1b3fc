namespace AuditChain.Mirrors.Following;

/// <summary>How long to wait before the next attempt: twice as long each time up to a minute, half of it by chance, so that many mirrors of one receiver spread.</summary>
/// <param name="first">The first wait.</param>
/// <param name="longest">The longest.</param>
/// <param name="random">From 0 up to 1; null for the real thing.</param>
internal sealed class BackOff(TimeSpan first, TimeSpan longest, Func<double>? random = null)
{
    // A receiver that asks for more is asked again after this, all the same.
    private static readonly TimeSpan s_mostObeyed = TimeSpan.FromHours(1);
    private readonly Func<double> _random = random ?? Random.Shared.NextDouble;

    /// <summary>Attempts in a row that failed.</summary>
    public int Failures { get; private set; }

    /// <summary>Counts a failure.</summary>
    /// <param name="asked">What the other side asked for: never less than that, up to an hour.</param>
    /// <returns>How long to wait.</returns>
    public TimeSpan Next(TimeSpan? asked = null)
    {
        // Past 2^30 nothing changes any more.
        double full = Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(Failures++, 30)));
        TimeSpan own = TimeSpan.FromMilliseconds((full / 2) + (full / 2 * _random()));
        if (asked is not { } wanted) return own;
        TimeSpan obeyed = wanted > s_mostObeyed ? s_mostObeyed : wanted;
        return obeyed > own ? obeyed : own;
    }

    public void Reset() => Failures = 0;
}
