namespace Visio.Server.Data.Backup;

/// <summary>The first entry of a backup.</summary>
/// <param name="Format">The form of the file: <see cref="Current"/>.</param>
/// <param name="SchemaVersion">The version of the schema that its tables have.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record BackupManifest(int Format, int SchemaVersion, DateTimeOffset CreatedAt)
{
    /// <summary>The first form.</summary>
    public const int Current = 1;

    public const string FileName = "backup.json";

    /// <summary>The last entry, which says how many rows there are: a file that was cut off is found by its absence.</summary>
    public const string EndFileName = "end.json";

    /// <summary>Where parts of tables lie: <c>tables/rooms/1.jsonl</c>. The first line has the columns, each other a row.</summary>
    public const string TablesFolder = "tables/";

    /// <summary>Where files of the data folder lie.</summary>
    public const string FilesFolder = "files/";

    /// <summary>The key ring, in the data folder: it opens what is sealed in the database and in cookies.</summary>
    public const string KeysFolder = "keys";
}
