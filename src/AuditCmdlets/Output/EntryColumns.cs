using System.Management.Automation.Host;

namespace AuditCmdlets.Output;

// How a table of entries shares the width that there is:
//
//   Seq  Time  Type  Actor  Action  Target  Outcome  Message
//   │    │     └──────────┬──────────────┘  │        └─ what is left, but never less than MessageLeast
//   │    │                │                 └─ as wide as it needs
//   └────┴─ as wide as they need
//                         └─ each as wide as the entries read so far need; where that is too much for all, who needs little
//                            keeps it and the others share the rest equally
//
// PowerShell takes as widths the longest texts among the first entries that it meets. These are shortened here already,
// because it would cut from the right alone, and lose the message before it lost a character of an id.

/// <summary>The widths of a table of entries, learned from those that one command has read. Used by one thread at a time.</summary>
/// <param name="host">Whose window it is; null for a usual one.</param>
internal sealed class EntryColumns(PSHost? host)
{
    private const int UsualWidth = 120, TimeWidth = 19, OutcomeWidth = 7, Separators = 7, MessageLeast = 16, Learned = 256;
    private readonly int[] _needed = [4, 5, 6, 6];
    private int _seq = 3, _outcome = OutcomeWidth, _message = 7, _observed;

    /// <summary>Learns what an entry needs. After some hundred the widths are settled, as PowerShell has settled them too.</summary>
    /// <param name="entry">What is about to be shown.</param>
    internal void Observe(AuditLog.Entry entry)
    {
        if (_observed++ >= Learned) return;
        AuditEntry inner = entry.Inner;
        Need(ref _needed[0], inner.Type);
        Need(ref _needed[1], inner.Actor?.Id);
        Need(ref _needed[2], inner.Action);
        Need(ref _needed[3], inner.Target?.Id);
        Need(ref _outcome, inner.Outcome);
        _message = Math.Max(_message, inner.Message?.Length ?? MessageLeast);
        _seq = Math.Max(_seq, (int)Math.Log10(inner.Seq) + 1);
    }

    /// <summary>The widths of type, actor, action and target in the window as it is now.</summary>
    internal int[] Share()
    {
        int room = WindowWidth() - Separators - TimeWidth - _seq - _outcome - Math.Min(_message, MessageLeast);
        int[] widths = [.. _needed];
        int open = widths.Length;
        bool[] settled = new bool[open];
        // Who needs less than an equal share keeps what it needs; then the others share again.
        for (bool changed = true; changed && open > 0;)
        {
            changed = false;
            for (int i = 0; i < widths.Length; i++)
            {
                if (settled[i] || widths[i] > room / open) continue;
                (settled[i], changed) = (true, true);
                room -= widths[i];
                open--;
                if (open == 0) break;
            }
        }
        int least = Math.Max(open == 0 ? 0 : room / open, 1), over = open == 0 ? 0 : Math.Max(0, room - least * open);
        for (int i = 0; i < widths.Length; i++)
        {
            if (!settled[i]) widths[i] = least + (over-- > 0 ? 1 : 0);
        }
        return widths;
    }

    private static void Need(ref int width, string? text)
    {
        if (text is not null) width = Math.Max(width, CellText.Width(VisibleText.Of(text)));
    }

    private int WindowWidth()
    {
        try
        {
            return host?.UI?.RawUI?.BufferSize.Width is > 0 and int width ? width : UsualWidth;
        }
        catch (Exception e) when (e is HostException or NotImplementedException or IOException)
        {
            // A host without a window: a service, a runspace in a program.
            return UsualWidth;
        }
    }
}
