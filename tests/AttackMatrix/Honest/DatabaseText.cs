using System.Globalization;
using System.Text;
using AttackMatrix.Vectors;
using Microsoft.Data.Sqlite;

namespace AttackMatrix.Honest;

/// <summary>A database as text: what its file says, without how SQLite laid it out.</summary>
internal static class DatabaseText
{
    private const int MostRows = 20_000;
    private static readonly string[] s_pragmas = ["application_id", "user_version", "encoding", "page_size", "journal_mode"];

    static DatabaseText() => SQLitePCL.Batteries_V2.Init();

    /// <summary>The settings that are part of a file, its schema, and the rows of each table, sorted.</summary>
    /// <param name="file">The database.</param>
    /// <param name="companions">The files beside it; a log that waits to be written back is part of the database.</param>
    /// <returns>UTF-8; null when SQLite cannot read it to the end.</returns>
    public static byte[]? Of(byte[] file, IReadOnlyList<Companion> companions)
    {
        string folder = Directory.CreateTempSubdirectory("attackmatrix-").FullName;
        try
        {
            string path = Path.Combine(folder, "log");
            File.WriteAllBytes(path, file);
            foreach (Companion companion in companions) File.WriteAllBytes(path + companion.Suffix, companion.Content);
            return Encoding.UTF8.GetBytes(Read(path));
        }
        catch (Exception e) when (e is SqliteException or InvalidDataException)
        {
            return null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Read(string path)
    {
        StringBuilder text = new();
        using SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        foreach (string pragma in s_pragmas) Rows(connection, $"PRAGMA {pragma}", text.Append(pragma).Append(": "));
        Rows(connection, "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name", text);
        List<string> tables = [];
        using (SqliteCommand select = connection.CreateCommand())
        {
            select.CommandText = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
            using SqliteDataReader reader = select.ExecuteReader();
            while (reader.Read()) tables.Add(reader.GetString(0));
        }
        // Sorted here and not by the rowid: some tables have none.
        foreach (string table in tables)
        {
            text.Append(table).Append('\n');
            Rows(connection, $"SELECT * FROM \"{table.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", text, sorted: true);
        }
        return text.ToString();
    }

    private static void Rows(SqliteConnection connection, string sql, StringBuilder text, bool sorted = false)
    {
        using SqliteCommand select = connection.CreateCommand();
        select.CommandText = sql;
        using SqliteDataReader reader = select.ExecuteReader();
        List<string> rows = [];
        // Pages of some vectors lead back to themselves, and would be read for years: such a file has no content either.
        while (reader.Read() && rows.Count <= MostRows) rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => Value(reader.GetValue(i)))));
        if (rows.Count > MostRows) throw new InvalidDataException($"'{sql}' does not end.");
        foreach (string row in sorted ? rows.Order(StringComparer.Ordinal) : (IEnumerable<string>)rows) text.Append(row).Append('\n');
    }

    // The type belongs to the value: 1 and '1' are different rows to a verifier.
    private static string Value(object value) => value switch
    {
        DBNull => "NULL",
        byte[] bytes => $"x'{Convert.ToHexStringLower(bytes)}'",
        string characters => $"'{characters}'",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
