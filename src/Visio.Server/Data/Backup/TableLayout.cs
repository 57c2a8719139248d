namespace Visio.Server.Data.Backup;

/// <summary>A table as the database has it.</summary>
internal sealed record TableLayout(string Name, IReadOnlyList<TableColumn> Columns);
