namespace Visio.Server.Data;

/// <summary>Every step of the schema, in order. A change of the model adds a step at the end.</summary>
internal static class SchemaUpgrades
{
    public static readonly IReadOnlyList<SchemaUpgrade> All =
    [
        new(1, """
            CREATE TABLE rooms (
                slug TEXT NOT NULL PRIMARY KEY,
                title TEXT NULL,
                created_at_ms INTEGER NOT NULL
            ) STRICT;
            """),
    ];
}
