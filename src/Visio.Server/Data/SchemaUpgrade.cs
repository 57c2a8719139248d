namespace Visio.Server.Data;

/// <summary>One step from a version of the schema to the next. Once released it never changes.</summary>
/// <param name="Version">The version that it leads to; the first is 1.</param>
/// <param name="Sql">Its statements.</param>
internal sealed record SchemaUpgrade(int Version, string Sql);
