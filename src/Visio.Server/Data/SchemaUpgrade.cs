namespace Visio.Server.Data;

/// <summary>One step from a version of the schema to the next. Once released it never changes.</summary>
/// <param name="Version">The version that it leads to; the first is 1.</param>
/// <param name="Sql">Its statements, with the words of <see cref="SqlDialect"/>.</param>
internal sealed record SchemaUpgrade(int Version, string Sql);
