using System.Globalization;

namespace AuditBench;

/// <summary>Prints the tables as Markdown, a row as soon as it is known.</summary>
internal static class Table
{
    private const double MaxMegabytes = 120;

    /// <summary>What a process takes that does nothing: of the engine's host, and of PowerShell. In bytes.</summary>
    public static long EngineHost { get; set; }

    /// <inheritdoc cref="EngineHost"/>
    public static long PowerShellHost { get; set; }

    public static void Head(params string[] columns)
    {
        Console.WriteLine();
        Row(columns);
        Row([.. columns.Select((_, i) => i == 0 ? "---" : "---:")]);
    }

    /// <summary>A rate beside its limit.</summary>
    /// <param name="what">As in the list of targets.</param>
    /// <param name="count">Entries.</param>
    /// <param name="ours">What ours took.</param>
    /// <param name="raw">What the limit took, for as many.</param>
    /// <param name="target">At least so much of it; 0.6 for 60 %.</param>
    /// <param name="host">Memory of the host alone.</param>
    public static void Ratio(string what, long count, StepResult ours, double raw, double target, long host)
    {
        double ratio = raw / ours.Value;
        Row(what, $"{Rate(count, ours.Value)}", $"{Rate(count, raw)}", Percent(ratio), $"≥ {Percent(target)}", Verdict(ratio >= target), Memory(ours.Peak, host));
    }

    /// <summary>A rate beside a limit, for its memory: no target is set for it.</summary>
    public static void Beside(string what, long count, StepResult ours, double raw, long host) =>
        Row(what, Rate(count, ours.Value), Rate(count, raw), Percent(raw / ours.Value), "", "", Memory(ours.Peak, host));

    /// <summary>A time with a bound.</summary>
    public static void Bound(string what, StepResult ours, double milliseconds, long host) =>
        Row(what, Milliseconds(ours.Value), "", "", $"< {milliseconds} ms", Verdict(ours.Value * 1000 < milliseconds), Memory(ours.Peak, host));

    public static void Row(params string[] cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");

    public static string Rate(long count, double seconds) => Text($"{count / seconds:N0}/s");

    public static string Milliseconds(double seconds) => Text($"{seconds * 1000:0.0#} ms");

    public static string Percent(double part) => Text($"{part * 100:N0} %");

    public static string Times(double factor) => Text($"{factor:N1} ×");

    public static string Verdict(bool met) => met ? "met" : "missed";

    /// <summary>Beyond the host's own; marked when it is too much.</summary>
    public static string Memory(long peak, long host)
    {
        double megabytes = Math.Max(0, peak - host) / 1e6;
        return Text($"{megabytes:N0} MB{(megabytes < MaxMegabytes ? "" : " (missed)")}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
