using AuditChain.Bundles;
using AuditChain.Sqlite;

namespace AuditChain.Tests;

/// <summary>Which verdict comes first where several apply, and where it shows.</summary>
public sealed class VerdictOrderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SigningKey _key = SigningKey.FromSeed("example.com/test", new byte[32]);
    private readonly List<string> _lines;

    public VerdictOrderTests()
    {
        using SqliteAuditLog log = SqliteAuditLog.Create(_folder["a.audit"], "example.com/test");
        Add(log, 10);
        LogAttestation.Create(log, _key);
        Add(log, 10);
        LogAttestation.Create(log, _key);
        BundleExport.Write(log, _folder["a.auditbundle"]);
        _lines = [.. File.ReadAllLines(_folder["a.auditbundle"])];
    }

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    private static void Add(IAuditLog log, int count) => log.Append([.. Enumerable.Range(0, count).Select(i => PreparedEntry.From(new AuditEvent { Type = "t", Message = $"{i}" }))]);

    private (Verdict, long?) Verify(string? tail = null, params IReadOnlyList<VerifierKey> keys)
    {
        File.WriteAllText(_folder["b.auditbundle"], string.Concat(_lines.Select(line => line + "\n")) + tail);
        VerificationReport report = AuditFile.Verify(_folder["b.auditbundle"], new VerificationOptions { Keys = keys });
        return (report.Verdict, report.Sequence);
    }

    private void Change(int line, string old, string by)
    {
        Assert.Contains(old, _lines[line]);
        _lines[line] = _lines[line].Replace(old, by, StringComparison.Ordinal);
    }

    [Fact]
    public void Malformed_comes_before_Tampered_wherever_it_stands()
    {
        Change(3, "\"type\":\"t\"", "\"type\":\"u\"");
        Assert.Equal((Verdict.Tampered, 3L), Verify());
        Assert.Equal((Verdict.Malformed, 21L), Verify("{}\n"));
        _lines.RemoveAt(_lines.Count - 1);
        Assert.Equal((Verdict.Malformed, 21L), Verify());
        Assert.Equal((Verdict.Malformed, 21L), Verify("cut"));
    }

    [Fact]
    public void Tampered_shows_at_the_lowest_sequence_whatever_kind_it_is_of()
    {
        Change(15, "\"type\":\"t\"", "\"type\":\"u\"");
        Assert.Equal((Verdict.Tampered, 15L), Verify(null, _key.VerifierKey));
        string note = _lines[21];
        int at = note.LastIndexOf('=') - 20;
        _lines[21] = $"{note.AsSpan(0, at)}{(note[at] == 'A' ? 'B' : 'A')}{note.AsSpan(at + 1)}";
        Assert.Equal((Verdict.Tampered, 10L), Verify(null, _key.VerifierKey));
    }

    [Fact]
    public void Behind_a_fault_nothing_is_called_missing()
    {
        Change(3, "\"type\":\"t\"", "\"type\":\"u\"");
        _lines.RemoveRange(16, 5);
        Assert.Equal((Verdict.Tampered, 3L), Verify());
    }

    [Fact]
    public void A_line_of_the_report_is_printable_and_the_report_is_bounded()
    {
        _lines.Insert(_lines.Count - 1, "{\"\\u001b]0;x\\n\u202e\u0085\":1}");
        for (int i = 0; i < 5000; i++) _lines.Insert(_lines.Count - 1, $"{{\"{new string('k', 200)}{i}\":1}}");
        Verify();
        VerificationReport report = AuditFile.Verify(_folder["b.auditbundle"]);
        Assert.True(report.IsValid);
        Assert.InRange(report.Notes.Count, 1, 40);
        Assert.All(report.Notes.Append(report.Reason), line => Assert.True(line.Length <= 1001 && !line.Any(c => char.IsControl(c) || c == '\u202e'), line));
        Assert.Contains(report.Notes, line => line.Contains("␛]0;x␊\\u{202e}\\u{85}"));
    }
}
