namespace AuditChain.Mirrors.Delivering;

/// <summary>How a delivery ended.</summary>
public enum DeliveryOutcome
{
    /// <summary>The other side has every record of the batch, as far as its protocol can say.</summary>
    Acknowledged,

    /// <summary>The other side will never take the batch as it is. Of several records one may be to blame.</summary>
    Refused,

    /// <summary>The other side does not take it now: away, busy, or set up wrongly. To be tried again, for ever.</summary>
    Stalled,
}

/// <summary>What became of a batch.</summary>
public sealed record Delivery
{
    private Delivery()
    {
    }

    /// <summary>How it ended.</summary>
    public required DeliveryOutcome Outcome { get; init; }

    /// <summary>How many of the first records the other side has, whatever became of the rest.</summary>
    public int Taken { get; private init; }

    /// <summary>What the other side said, in one sentence; null when it says nothing.</summary>
    public string? Reason { get; private init; }

    /// <summary>How long it asks to be left alone; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>All of it was taken.</summary>
    public static Delivery Acknowledged { get; } = new() { Outcome = DeliveryOutcome.Acknowledged };

    /// <summary>The batch, or what is left of it, will never be taken as it is.</summary>
    /// <param name="reason">What the other side said.</param>
    /// <param name="taken">How many of the first records it has nevertheless.</param>
    public static Delivery Refused(string reason, int taken = 0) => new() { Outcome = DeliveryOutcome.Refused, Reason = reason, Taken = taken };

    /// <summary>The batch, or what is left of it, is not taken now.</summary>
    /// <param name="reason">Why, for a person.</param>
    /// <param name="retryAfter">How long the other side asks to be left alone.</param>
    /// <param name="taken">How many of the first records it has nevertheless.</param>
    public static Delivery Stalled(string reason, TimeSpan? retryAfter = null, int taken = 0) =>
        new() { Outcome = DeliveryOutcome.Stalled, Reason = reason, RetryAfter = retryAfter, Taken = taken };
}
