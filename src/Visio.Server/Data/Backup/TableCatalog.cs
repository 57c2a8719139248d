using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Visio.Server.Data.Backup;

/// <summary>Which tables a database has, whatever its version: asked of the database itself, not of the model.</summary>
internal static class TableCatalog
{
    private const string SqliteColumns = """
        SELECT t.name, c.name, c.type, c."notnull" FROM sqlite_master t JOIN pragma_table_info(t.name) c
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.cid
        """;

    private const string PostgresColumns = """
        SELECT c.table_name, c.column_name, c.data_type, CASE c.is_nullable WHEN 'NO' THEN 1 ELSE 0 END
        FROM information_schema.columns c JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
        WHERE t.table_schema = current_schema() AND t.table_type = 'BASE TABLE' ORDER BY c.table_name, c.ordinal_position
        """;

    private const string SqliteReferences = """
        SELECT t.name, f."table" FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) f WHERE t.type = 'table'
        """;

    private const string PostgresReferences = """
        SELECT a.relname, b.relname FROM pg_constraint k JOIN pg_class a ON a.oid = k.conrelid JOIN pg_class b ON b.oid = k.confrelid
        WHERE k.contype = 'f' AND a.relnamespace = current_schema()::regnamespace
        """;

    /// <summary>Every table, those that others refer to before the others.</summary>
    public static async Task<IReadOnlyList<TableLayout>> ReadAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        var isSqlite = connection is SqliteConnection;
        var columns = await RowsAsync(connection, transaction, isSqlite ? SqliteColumns : PostgresColumns, cancellationToken);
        var references = await RowsAsync(connection, transaction, isSqlite ? SqliteReferences : PostgresReferences, cancellationToken);
        var waiting = columns.GroupBy(row => row[0], StringComparer.Ordinal)
            .Select(table => new TableLayout(table.Key, [.. table.Select(row => new TableColumn(row[1], KindOf(row[2]), row[3] == "0"))])).ToList();
        var ordered = new List<TableLayout>(waiting.Count);
        while (waiting.Count > 0)
        {
            var ready = waiting.Where(table => !references.Exists(r => r[0] == table.Name && r[1] != r[0] && waiting.Exists(t => t.Name == r[1]))).ToList();
            if (ready.Count == 0)
            {
                throw new InvalidOperationException("Tables refer to each other in a circle: " + string.Join(", ", waiting.Select(t => t.Name)));
            }

            ordered.AddRange(ready);
            waiting.RemoveAll(ready.Contains);
        }

        return ordered;
    }

    private static ColumnKind KindOf(string type) => type.ToUpperInvariant() switch
    {
        "TEXT" => ColumnKind.Text,
        "INTEGER" or "BIGINT" => ColumnKind.Number,
        "BLOB" or "BYTEA" => ColumnKind.Bytes,
        "BOOLEAN" => ColumnKind.Boolean,
        "UUID" => ColumnKind.Uuid,
        "JSONB" => ColumnKind.Json,
        _ => throw new InvalidOperationException($"The database has a column of type {type}, which is not one of ours."),
    };

    private static async Task<List<string[]>> RowsAsync(DbConnection connection, DbTransaction? transaction, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<string[]>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture) ?? "")]);
        }

        return rows;
    }
}
