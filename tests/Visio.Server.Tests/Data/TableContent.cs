using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Visio.Server.Tests.Data;

/// <summary>What lies in every table of a database, column by column, as text that is the same on both databases.</summary>
internal static class TableContent
{
    /// <summary>The rows of each table in an order of their own; cells are <c>column=value</c>.</summary>
    public static async Task<SortedDictionary<string, List<string>>> ReadAsync(TemporaryFolder folder)
    {
        await using var db = TestDatabase.Open(folder);
        var tables = db.Model.GetEntityTypes().Where(e => !e.IsOwned()).Select(e => e.GetTableName()!).Order(StringComparer.Ordinal).ToList();
        await using var connection = TestDatabase.Connect(folder);
        await connection.OpenAsync();
        var content = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM {table}";
            await using var reader = await command.ExecuteReaderAsync();
            var rows = content[table] = [];
            while (await reader.ReadAsync())
            {
                rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Order(Comparer<int>.Create((a, b) => string.CompareOrdinal(reader.GetName(a), reader.GetName(b))))
                    .Select(i => $"{reader.GetName(i)}={Text(reader, i)}")));
            }

            rows.Sort(StringComparer.Ordinal);
        }

        return content;
    }

    private static string Text(DbDataReader reader, int column) => reader.GetValue(column) switch
    {
        DBNull => "NULL",
        byte[] bytes => Convert.ToHexString(bytes),
        bool truth => truth ? "1" : "0",
        Guid id => id.ToString(),
        string text when Guid.TryParseExact(text, "D", out var id) => id.ToString(),
        string text when reader.GetName(column) == "data" => Canonical(text),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString()!,
    };

    /// <summary>PostgreSQL's jsonb orders members and spaces them its own way.</summary>
    private static string Canonical(string json) => string.Join(',', System.Text.Json.Nodes.JsonNode.Parse(json)!.AsObject()
        .OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{member.Key}:{member.Value?.ToJsonString()}"));
}
