namespace Visio.Server.Data.Backup;

/// <summary>What a backup holds.</summary>
/// <param name="SchemaVersion">The version of its schema.</param>
/// <param name="Rows">Rows of all tables together.</param>
/// <param name="Files">Files of the data folder.</param>
internal sealed record BackupSummary(int SchemaVersion, long Rows, int Files);
