using System.Globalization;
using System.Text;

namespace AuditChain.Service.Wire;

/// <summary>A head as text, <c>17-64 hexadecimal characters</c>: after which alone an append may be stored.</summary>
internal static class HeadTag
{
    public static string Of(LogHead head) => $"{head.Count.ToString(CultureInfo.InvariantCulture)}-{head.Hash}";

    public static bool TryParse(string text, out LogHead head)
    {
        head = default;
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 1 || !long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out long count)) return false;
        if (!Digest.TryParseHex(Encoding.UTF8.GetBytes(text[(dash + 1)..]), out Digest hash)) return false;
        head = new LogHead(count, hash);
        return true;
    }
}
