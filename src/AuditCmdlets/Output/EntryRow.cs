using System.Globalization;
using System.Management.Automation;

namespace AuditCmdlets.Output;

/// <summary>An entry as the cells of a table, for the view alone: visible text, shortened to its share of the width.</summary>
public sealed class EntryRow
{
    private const int MessageMost = 400;
    private readonly AuditLog.Entry _entry;
    private readonly int[] _widths;

    private EntryRow(AuditLog.Entry entry)
    {
        _entry = entry;
        _widths = entry.Columns.Share();
    }

    /// <summary>The row of an entry: what the hidden property ViewRow of the Types file gives.</summary>
    /// <param name="entry">An entry.</param>
    public static object? Of(PSObject entry) => entry?.BaseObject is AuditLog.Entry inner ? new EntryRow(inner) : null;

    /// <summary>When it was recorded, local time.</summary>
    public string Time => _entry.Time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>The kind.</summary>
    public string Type => Cell(0, _entry.Type);

    /// <summary>The id of who did it.</summary>
    public string Actor => Cell(1, _entry.Inner.Actor?.Id);

    /// <summary>What was done.</summary>
    public string Action => Cell(2, _entry.Action);

    /// <summary>The id of what it was done to.</summary>
    public string Target => Cell(3, _entry.Inner.Target?.Id);

    /// <summary>How it ended.</summary>
    public string Outcome => VisibleText.Of(_entry.Outcome);

    /// <summary>The sentence; empty where there is none.</summary>
    public string Message => Shorten(_entry.Message);

    /// <summary>The payload as JSON; null where there is none.</summary>
    public string? Data => _entry.Inner.Data is { } data ? Shorten(data.GetRawText()) : null;

    private string Cell(int column, string? text) => CellText.Fit(VisibleText.Of(text), _widths[column]);

    /// <summary>What no window is wide enough for need not be made visible.</summary>
    private static string Shorten(string? text) => CellText.Fit(VisibleText.Of(text?.Length > MessageMost ? text[..MessageMost] : text), MessageMost);
}
