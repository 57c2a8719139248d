namespace Visio.Server.Data;

/// <summary>One step from a version of the schema to the next. Once released it never changes.</summary>
/// <param name="Version">The version that it leads to; the first is 1.</param>
/// <param name="Sql">Its statements, with the words of <see cref="SqlDialect"/>.</param>
/// <param name="Sqlite">What follows on SQLite only: triggers, whose bodies have no common form.</param>
/// <param name="Postgres">What follows on PostgreSQL only.</param>
internal sealed record SchemaUpgrade(int Version, string Sql, string Sqlite = "", string Postgres = "");
