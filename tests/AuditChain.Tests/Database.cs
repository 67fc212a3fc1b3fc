using Microsoft.Data.Sqlite;

namespace AuditChain.Tests;

/// <summary>What an attacker with the file and sqlite3 does.</summary>
internal static class Database
{
    public static void Edit(string path, string sql) => Run(path, sql, out _);

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
