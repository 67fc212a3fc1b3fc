using Microsoft.Data.Sqlite;

namespace AuditChain.Tests;

/// <summary>What an attacker with the file and sqlite3 does.</summary>
internal static class Database
{
    public static void Edit(string path, string sql)
    {
        Run(path, "SELECT name FROM sqlite_master WHERE type = 'trigger'", out List<string> triggers);
        foreach (string trigger in triggers) Run(path, $"DROP TRIGGER {trigger}", out _);
        Run(path, sql, out _);
    }

    /// <summary>With the triggers in place.</summary>
    public static void Execute(string path, string sql) => Run(path, sql, out _);

    private static void Run(string path, string sql, out List<string> rows)
    {
        SQLitePCL.Batteries_V2.Init();
        using SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        rows = [];
        while (reader.Read()) rows.Add(reader.GetString(0));
    }
}
