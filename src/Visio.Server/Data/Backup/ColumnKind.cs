namespace Visio.Server.Data.Backup;

/// <summary>What a column holds, as far as it matters to carry it from one database to the other.</summary>
internal enum ColumnKind
{
    Text,
    Number,
    Bytes,

    /// <summary>A number on SQLite.</summary>
    Boolean,

    /// <summary>Text on SQLite, in upper case.</summary>
    Uuid,

    /// <summary>Text on SQLite.</summary>
    Json,
}
