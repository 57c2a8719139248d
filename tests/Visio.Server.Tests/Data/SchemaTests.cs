using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Visio.Server.Data;
using Visio.Server.Data.Backup;

namespace Visio.Server.Tests.Data;

public sealed class SchemaTests : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();

    public Task InitializeAsync() => TestDatabase.PrepareUpgradedAsync(_data);

    public Task DisposeAsync()
    {
        TestDatabase.ClearPool(_data);
        _data.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task The_tables_have_the_columns_of_the_model_and_no_others()
    {
        await using var db = TestDatabase.Open(_data);
        await using var connection = TestDatabase.Connect(_data);
        await connection.OpenAsync();
        var tables = await TableCatalog.ReadAsync(connection, null, CancellationToken.None);
        var there = tables.Where(table => table.Name != SchemaUpgrader.Table)
            .SelectMany(table => table.Columns.Select(column => Line(table.Name, column.Name, column.Nullable, column.Kind)));
        var mapped = db.Model.GetEntityTypes().Where(entity => !entity.IsOwned()).SelectMany(Columns);
        Assert.Equal(mapped.Order(StringComparer.Ordinal), there.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task SQLite_waits_for_the_disk_before_a_write_is_acknowledged()
    {
        if (TestDatabase.IsPostgres)
        {
            return;
        }

        await using var connection = TestDatabase.Connect(_data);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous";
        const long Full = 2;
        Assert.Equal(Full, await command.ExecuteScalarAsync());
    }

    private static IEnumerable<string> Columns(IEntityType entity)
    {
        var table = entity.GetTableName()!;
        foreach (var property in entity.GetProperties())
        {
            yield return Line(table, property.GetColumnName(), property.IsNullable, KindOf(property.GetColumnType()));
        }

        foreach (var json in entity.GetNavigations().Where(navigation => navigation.TargetEntityType.IsMappedToJson()))
        {
            yield return Line(table, json.TargetEntityType.GetContainerColumnName()!, false, TestDatabase.IsPostgres ? ColumnKind.Json : ColumnKind.Text);
        }
    }

    private static ColumnKind KindOf(string type) => type.ToUpperInvariant() switch
    {
        "INTEGER" or "BIGINT" => ColumnKind.Number,
        "BOOLEAN" => ColumnKind.Boolean,
        "UUID" => ColumnKind.Uuid,
        "BLOB" or "BYTEA" => ColumnKind.Bytes,
        _ => ColumnKind.Text,
    };

    private static string Line(string table, string column, bool nullable, ColumnKind kind) => $"{table}.{column} {kind} {(nullable ? "NULL" : "NOT NULL")}";
}
