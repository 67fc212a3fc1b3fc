using System.Globalization;
using System.Net;
using System.Text;
using AuditChain.Mirrors.Delivering;
using AuditChain.Mirrors.Schemas;

namespace AuditChain.Mirrors.Syslog;

// RFC 5424:
//
//   <110>1 2026-11-20T08:00:01.123456Z host auditlog - secret [auditlog@32473 log="…" seq="42" …] alice read DB_PASSWORD
//
// PRI is facility · 8 + severity. Six fractional digits at most: receivers make garbage of seven. HOSTNAME 255, APP-NAME 48,
// MSGID 32 characters of PRINTUSASCII, `-` where there is nothing. The message is UTF-8; no byte order mark before it,
// which receivers would keep as part of it.

/// <summary>Makes a message of RFC 5424 of a record.</summary>
/// <param name="format">What stands in the message.</param>
/// <param name="facility">0 to 23; 13 is "log audit".</param>
/// <param name="limit">The most bytes of a message.</param>
internal sealed class SyslogMessage(IRecordFormat format, int facility, int limit)
{
    private const int HostLimit = 255, IdLimit = 32;
    private static readonly string s_host = Printable(Dns.GetHostName(), HostLimit);

    public byte[] Write(LogHeader log, MirrorRecord record)
    {
        try
        {
            byte[] whole = Compose(log, record, truncated: false);
            if (whole.Length <= limit) return whole;
        }
        catch (AuditException e) when (e.Error is AuditError.AuditEntryTooLarge or AuditError.AuditEntryTooDeep)
        {
            // Around a line of 1 MiB, an envelope is longer than JSON is written here.
        }
        return Compose(log, record, truncated: true);
    }

    private byte[] Compose(LogHeader log, MirrorRecord record, bool truncated)
    {
        byte[] body = truncated ? format.WriteTruncated(log, record) : format.Write(log, record);
        // The structured data of its own format says who it is; before any other body an element says so.
        byte[] rest = format is Rfc5424Format ? body : [.. Encoding.UTF8.GetBytes(Rfc5424Format.Identity(log, record.Entry, truncated)), (byte)' ', .. body];
        AuditEntry entry = record.Entry;
        string time = (entry.Occurred ?? entry.Time).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        int priority = (facility * 8) + Severity.Syslog(entry);
        return [.. Encoding.ASCII.GetBytes($"<{priority}>1 {time} {s_host} auditlog - {Printable(entry.Type, IdLimit)} "), .. rest];
    }

    private static string Printable(string text, int limit)
    {
        StringBuilder kept = new(limit);
        foreach (char c in text)
        {
            if (kept.Length == limit) break;
            if (c is > ' ' and < (char)127) kept.Append(c);
        }
        return kept.Length == 0 ? "-" : kept.ToString();
    }
}
