using AuditChain.Sqlite;
using SQLitePCL;

namespace AuditChain.Tests;

/// <summary>Names of a large log are found by jumping through the index: what completion costs grows with the names, not with the entries.</summary>
public sealed class NameIndexTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Filled(int count, Func<int, string> actor)
    {
        using SqliteAuditLog log = SqliteAuditLog.Create(_folder["a.audit"], "example.com/test");
        log.Append([.. Enumerable.Range(1, count).Select(i => PreparedEntry.From(new AuditEvent { Type = $"type{i % 7}", Actor = actor(i), Message = $"entry {i}" }))]);
        return log.Location;
    }

    /// <summary>The pages that a fresh connection has to read for something.</summary>
    private static int PagesRead(LogDatabase database, Action work)
    {
        _ = raw.sqlite3_db_status(database.Handle, raw.SQLITE_DBSTATUS_CACHE_MISS, out _, out _, 1);
        work();
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_db_status(database.Handle, raw.SQLITE_DBSTATUS_CACHE_MISS, out int misses, out _, 0));
        return misses;
    }

    [Fact]
    public void A_few_pages_are_read_of_a_log_of_thousands()
    {
        using LogDatabase database = LogDatabase.Open(Filled(20_000, i => $"user{i % 50}"), LogAccess.Read);
        long pages = database.Scalar("PRAGMA page_count");
        Assert.True(pages > 1500, $"{pages} pages make no large log");
        NameIndex index = new(database);
        int read = PagesRead(database, () => Assert.Equal(7, index.Read(EntryMember.Type, "", 100).Count));
        // For each of seven names one way down the index, of three levels at most.
        Assert.InRange(read, 1, 40);
    }

    [Fact]
    public void A_name_beyond_ASCII_is_found_without_reading_all_others()
    {
        using LogDatabase database = LogDatabase.Open(Filled(20_000, i => i % 10_000 == 0 ? "Élodie" : $"user{i}"), LogAccess.Read);
        NameIndex index = new(database);
        int read = PagesRead(database, () => Assert.Equal(["Élodie"], index.Read(EntryMember.Actor, "é", 100)));
        Assert.InRange(read, 1, 40);
        Assert.Equal(["Élodie"], index.Read(EntryMember.Actor, "ÉLO", 100));
        Assert.Empty(index.Read(EntryMember.Actor, "eé", 100));
    }

    [Fact]
    public void A_prefix_that_goes_on_beyond_ASCII_keeps_what_lies_before_it()
    {
        string[] names = ["zo", "zoe", "Zoë", "ZOË2", "zoz", "äoë"];
        using LogDatabase database = LogDatabase.Open(Filled(60, i => names[i % names.Length]), LogAccess.Read);
        Assert.Equal(["Zoë", "ZOË2"], new NameIndex(database).Read(EntryMember.Actor, "zoë", 100).Order(StringComparer.OrdinalIgnoreCase));
    }
}
