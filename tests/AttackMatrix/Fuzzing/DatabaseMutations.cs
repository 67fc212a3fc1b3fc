using System.Globalization;
using AttackMatrix.Honest;
using Microsoft.Data.Sqlite;

namespace AttackMatrix.Fuzzing;

/// <summary>Mutations of log files: of bytes, of pages and their inner structure, and by SQL.</summary>
internal static class DatabaseMutations
{
    private static readonly string[] s_columns = ["line", "hash"];
    private static readonly string[] s_tables = ["header", "entries", "blocks", "nodes", "attestations", "evidence", "openings", "mirrors", "producers", "requests"];

    public static byte[] Apply(Rng rng, Subject subject)
    {
        byte[] file = subject.File;
        for (int rounds = rng.Chance(70) ? 1 : 1 + rng.Next(4); rounds > 0; rounds--)
        {
            file = rng.Next(10) switch
            {
                0 or 1 => ByteMutations.Apply(rng, file, rng.Pick(Subject.Of(Vectors.Form.Log)).File),
                2 or 3 or 4 => Structure(rng, file),
                5 => Pages(rng, file),
                _ => Sql(rng, file, subject),
            };
        }
        return file;
    }

    /// <summary>Bytes where they mean most: the header of the file, of a page, its cell pointers, the start of a cell.</summary>
    private static byte[] Structure(Rng rng, byte[] file)
    {
        int pages = file.Length / DatabasePages.Size;
        if (pages == 0) return file;
        byte[] changed = [.. file];
        int page = rng.Next(pages), start = page * DatabasePages.Size, header = page == 0 ? 100 : 0;
        int at = rng.Next(5) switch
        {
            0 => rng.Next(100),
            1 => start + header + rng.Next(12),
            2 => start + header + 8 + rng.Next(80),
            3 => start + ((file[start + header + 5] << 8) | file[start + header + 6]) + rng.Next(16),
            _ => start + ((file[start + header + 8] << 8) | file[start + header + 9]) + rng.Next(24),
        };
        if (at >= changed.Length) return changed;
        changed[at] = rng.Chance(50) ? rng.Byte() : (byte)(changed[at] + (rng.Chance(50) ? 1 : -1));
        return changed;
    }

    private static byte[] Pages(Rng rng, byte[] file)
    {
        int pages = file.Length / DatabasePages.Size;
        if (pages < 2) return file;
        int a = 1 + rng.Next(pages), b = 1 + rng.Next(pages);
        byte[] changed = [.. file];
        switch (rng.Next(4))
        {
            case 0: return DatabasePages.Swap(file, a, b);
            case 1: DatabasePages.Page(file, a).CopyTo(DatabasePages.Page(changed, b)); return changed;
            case 2: return DatabasePages.Fill(file, a, rng.Pick<byte>([0, 0xff, 5, 13, 2, 10]));
            default: return file[..(a * DatabasePages.Size)];
        }
    }

    private static byte[] Sql(Rng rng, byte[] file, Subject subject)
    {
        int seq = 1 + rng.Next(Math.Max(1, subject.Last));
        string column = rng.Pick(s_columns), table = rng.Pick(s_tables), any = "x" + rng.Next(1000).ToString(CultureInfo.InvariantCulture);
        string sql = rng.Next(12) switch
        {
            0 => $"UPDATE entries SET {column} = '{any}' WHERE seq = {seq}",
            1 => $"UPDATE entries SET {column} = CAST({column} AS BLOB) WHERE seq = {seq}",
            2 => $"UPDATE OR IGNORE entries SET {column} = NULL WHERE seq = {seq}",
            3 => $"DELETE FROM entries WHERE seq {rng.Pick<string>(["=", ">=", "<="])} {seq}",
            4 => $"UPDATE OR IGNORE entries SET seq = {rng.Next(60) - 20} WHERE seq = {seq}",
            5 => $"INSERT INTO entries SELECT {subject.Last + 1 + rng.Next(2)}, hash, line FROM entries WHERE seq = {seq}",
            6 => $"UPDATE entries SET line = replace(line, '{rng.Pick<string>(["e", "1", "a", ","])}', '{rng.Pick<string>(["f", "2", " ", ",,"])}') WHERE seq = {seq}",
            7 => $"UPDATE attestations SET {rng.Pick<string>(["size", "note", "edge", "id"])} = {rng.Pick<string>(["17", "NULL", "'x'", "x'00'", "-1"])} WHERE id = 1",
            8 => "DELETE FROM attestations WHERE id >= " + rng.Next(4).ToString(CultureInfo.InvariantCulture),
            9 => rng.Pick<string>([$"CREATE INDEX {any} ON {table}({rng.Pick<string>(["rowid", "id", "seq", "line", "hash, line", "data", "name"])})", $"CREATE TABLE {any}(x UNIQUE)", $"CREATE TRIGGER {any} AFTER INSERT ON {table} BEGIN DELETE FROM entries; END",
                $"INSERT INTO blocks VALUES ({(1 + rng.Next(9)).ToString(CultureInfo.InvariantCulture)} * 1099511627776, x'0100')", $"INSERT INTO producers VALUES ('{any}', '{any}', {seq}, {rng.Pick<string>(["'x'", "x'00'"])})"]),
            10 => rng.Pick<string>(["UPDATE header SET line = replace(line, 'ops', 'opz')", "DELETE FROM header", "VACUUM", "REINDEX", "DROP TABLE attestations", "PRAGMA user_version = 0", "ANALYZE"]),
            _ => $"PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = {1 + rng.Next(14)} WHERE name = '{table}'",
        };
        try
        {
            return DatabaseBuilder.Edit(file, sql);
        }
        catch (Exception e) when (e is SqliteException or ArgumentException or IOException or InvalidOperationException or InvalidCastException)
        {
            // SQLite itself refused: a constraint, or a file that an earlier round has damaged.
            return file;
        }
    }
}
