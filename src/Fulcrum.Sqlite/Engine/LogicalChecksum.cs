using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using SQLitePCL;

namespace Fulcrum.Sqlite.Engine;

/// <summary>One number for all a file says: every table, every row, every column, in order, wherever the bytes lie on its pages.</summary>
/// <remarks>XXH3 of 128 bits: against chance and mistakes, not against forgers; those meet the manifest's code.</remarks>
internal static class LogicalChecksum
{
    /// <summary>Reads the whole file.</summary>
    /// <returns>Lower-case hex.</returns>
    public static string Of(Database database)
    {
        var hash = new XxHash128();
        foreach (var (name, columns) in Tables(database))
        {
            hash.Append(Encoding.UTF8.GetBytes(name));
            using var rows = database.Prepare($"SELECT * FROM \"{name}\" ORDER BY {columns}");
            while (rows.Step())
            {
                Append(hash, rows);
            }
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    // In the order of the primary key, which every table has, so that no sort is needed.
    private static List<(string Name, string Columns)> Tables(Database database)
    {
        var names = new List<string>();
        using (var tables = database.Prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"))
        {
            while (tables.Step())
            {
                names.Add(tables.Text(0));
            }
        }

        var found = new List<(string, string)>();
        foreach (var name in names)
        {
            using var keys = database.Prepare("SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk");
            keys.Bind(1, name);
            var columns = new List<string>();
            while (keys.Step())
            {
                columns.Add($"\"{keys.Text(0)}\"");
            }

            found.Add((name, columns.Count > 0 ? string.Join(", ", columns) : "rowid"));
        }

        return found;
    }

    private static void Append(XxHash128 hash, Statement row)
    {
        Span<byte> head = stackalloc byte[9];
        for (var column = 0; column < row.Columns; column++)
        {
            var type = row.Type(column);
            head[0] = (byte)type;
            ReadOnlySpan<byte> value = type is raw.SQLITE_BLOB or raw.SQLITE_TEXT ? row.Blob(column) : default;
            BinaryPrimitives.WriteInt64LittleEndian(head[1..], type == raw.SQLITE_INTEGER ? row.Long(column) : value.Length);
            hash.Append(head);
            hash.Append(value);
        }
    }
}
