using System.Text;
using System.Text.Json;
using AuditChain.Sqlite;
using FsCheck;
using FsCheck.Fluent;

namespace AuditChain.Tests;

/// <summary>
/// Nothing honest is refused: whatever can be said is appended, verified, attested, exported whole and in part, verified again
/// and read back, and says the same. An entry is a case; a log of many is a batch of cases.
/// </summary>
public sealed class HonestLogProperties : IDisposable
{
    private const int Logs = 75, EntriesPerLog = 140; // 10,500 cases
    private static readonly SigningKey[] s_keys = [.. Enumerable.Range(1, 3).Select(i => SigningKey.FromSeed(i == 3 ? "witness" : "example.com/ops", [.. Enumerable.Repeat((byte)i, 32)]))];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Whatever_is_said_is_kept_vouched_for_and_read_back()
    {
        int cases = 0;
        Arbitrary<(HonestEvent[] Events, int[] Choices)> logs = Gen.Zip(HonestEvent.Any.Resize(30).ArrayOf(EntriesPerLog), Gen.Choose(0, 1_000_000).ArrayOf(12)).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Logs).WithReplay(20261120, 1), Prop.ForAll(logs, log =>
        {
            Run(log.Events, log.Choices, $"{cases / EntriesPerLog}.audit");
            cases += log.Events.Length;
        }));
        Assert.True(cases >= 10_000, $"{cases} cases were run.");
    }

    private void Run(HonestEvent[] events, int[] choices, string name)
    {
        string path = _folder[name];
        SigningKey[] signers = s_keys[..(choices[0] % 4)];
        long attested = 0;
        using (SqliteAuditLog log = SqliteAuditLog.Create(path, "example.com/ops"))
        {
            int batch = 1 + (choices[1] % 60);
            for (int from = 0; from < events.Length; from += batch)
            {
                log.Append([.. events[from..Math.Min(events.Length, from + batch)].Select(e => PreparedEntry.From(e.Said))]);
                if (signers.Length == 0 || (from / batch) % 3 != choices[2] % 3) continue;
                attested = log.ReadStatus().Count;
                foreach (SigningKey key in signers) LogAttestation.Create(log, key);
            }
        }
        VerificationOptions trust = new() { Keys = attested == 0 ? [] : [.. signers.Select(key => key.VerifierKey)] };
        Intact(path, trust, 1, events.Length, attested);
        Told(path, events, 1);
        Export(path, events, choices, trust, attested);
    }

    private void Export(string path, HonestEvent[] events, int[] choices, VerificationOptions trust, long attested)
    {
        string whole = path + (choices[3] % 2 == 0 ? ".auditbundle" : ".auditbundle.gz"), part = $"{path}.part.auditbundle", disclosed = $"{path}.open.auditbundle";
        int first = 1 + (choices[4] % events.Length), last = first + (choices[5] % (events.Length - first + 1));
        using (SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Read))
        {
            BundleExport.Write(log, whole);
            BundleExport.Write(log, part, first, last);
            BundleExport.Write(log, disclosed);
        }
        Intact(whole, trust, 1, events.Length, attested);
        Told(whole, events, 1);
        // A part is vouched for as far as a proof reaches into it.
        long reach = attested >= first ? Math.Min(attested, last) : 0;
        Intact(part, reach == 0 ? new VerificationOptions() : trust, first, last, reach);
        Told(part, events[(first - 1)..last], first);

        List<string> lines = [.. File.ReadAllLines(disclosed)];
        string[] openings = [.. events.SelectMany((e, i) => HonestValues.Openings(i + 1, "/data", e.Data))];
        lines.InsertRange(lines.Count - 1, openings.Where((_, i) => i % 4 != choices[6] % 5));
        File.WriteAllText(disclosed, string.Concat(lines.Select(line => line + "\n")));
        Intact(disclosed, trust, 1, events.Length, attested);
    }

    private static void Intact(string path, VerificationOptions trust, long first, long last, long vouched)
    {
        VerificationReport report = AuditFile.Verify(path, trust);
        Assert.True(report.IsValid, $"{Path.GetFileName(path)}: {report}");
        Assert.Equal((first, last, trust.Keys.Count == 0 ? 0 : vouched), (report.FirstSequence, report.LastSequence, report.VouchedSequence));
    }

    private static void Told(string path, HonestEvent[] events, long first)
    {
        long expected = first;
        foreach (AuditEntry entry in AuditFile.Read(path, new EntryQuery()))
        {
            Assert.Equal(expected, entry.Seq);
            Assert.True(events[expected - first].IsTold(entry), $"Entry {expected} does not say what was said: {entry.Line}");
            Assert.True(IsWrittenAgain(entry.Line), $"Entry {expected}, read and written again, is another line: {entry.Line}");
            expected++;
        }
        Assert.Equal(first + events.Length, expected);
    }

    // A commitment alone is not written again: its member is refused from a producer.
    private static bool IsWrittenAgain(string line) =>
        line.Contains($"\"{ValueWriter.SealedMember}\"", StringComparison.Ordinal)
        || Encoding.UTF8.GetString(CanonicalJson.Serialize(JsonDocument.Parse(line).RootElement)) == line;
}
