using System.Text.RegularExpressions;

namespace Visio.Server.Data;

/// <summary>
/// What differs between the two databases in the statements of <see cref="SchemaUpgrades"/>. They are written with the types of
/// PostgreSQL, <c>STRICT</c> behind tables and <c>NEW_UUID()</c>; each database gets its own words for them.
/// </summary>
internal sealed partial class SqlDialect
{
    public static readonly SqlDialect Sqlite = new(new(StringComparer.Ordinal)
    {
        ["BIGINT"] = "INTEGER",
        ["BOOLEAN"] = "INTEGER",
        ["UUID"] = "TEXT",
        ["BYTEA"] = "BLOB",
        ["JSONB"] = "TEXT",
        ["NEW_UUID()"] = "upper(substr(hex(randomblob(4)),1)||'-'||hex(randomblob(2))||'-4'||substr(hex(randomblob(2)),2)||'-8'||substr(hex(randomblob(2)),2)||'-'||hex(randomblob(6)))",
    });

    public static readonly SqlDialect Postgres = new(new(StringComparer.Ordinal)
    {
        ["STRICT"] = "",
        ["NEW_UUID()"] = "gen_random_uuid()",
    });

    private readonly Dictionary<string, string> _words;

    private SqlDialect(Dictionary<string, string> words) => _words = words;

    public string Translate(string sql) => Words().Replace(sql, word => _words.GetValueOrDefault(word.Value, word.Value));

    [GeneratedRegex(@"\b(BIGINT|BOOLEAN|UUID|BYTEA|JSONB|STRICT)\b|NEW_UUID\(\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Words();
}
