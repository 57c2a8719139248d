namespace Visio.Server.Data.Backup;

/// <summary>A column as the database has it.</summary>
internal sealed record TableColumn(string Name, ColumnKind Kind, bool Nullable);
