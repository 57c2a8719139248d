using System.Data;
using System.Data.Common;
using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Visio.Server.Settings;

namespace Visio.Server.Data.Backup;

/// <summary>
/// Fills an empty server from a backup, in one transaction: the tables of the version that was backed up, their rows, then the upgrades
/// since. The file is read once, from its beginning to its end.
/// </summary>
internal sealed class BackupReader(IReadOnlyList<SchemaUpgrade> upgrades, TimeProvider time)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Whoever has used a server has left rows here.</summary>
    private static readonly string[] TellingTables = ["users", "rooms", "applications", "audit_log"];

    /// <exception cref="BackupException">The server is not empty, or the file is no backup that this program can read.</exception>
    public async Task<BackupSummary> RestoreAsync(VisioSettings settings, string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        await using var zip = new GZipStream(stream, CompressionMode.Decompress);
        await using var tar = new TarReader(zip);
        try
        {
            return await RestoreAsync(settings, tar, zip, cancellationToken);
        }
        catch (Exception damaged) when (damaged is InvalidDataException or EndOfStreamException or JsonException or FormatException)
        {
            throw new BackupException($"{file} is no backup, or damaged: {damaged.Message}");
        }
    }

    private async Task<BackupSummary> RestoreAsync(VisioSettings settings, TarReader tar, Stream whole, CancellationToken cancellationToken)
    {
        var manifest = await ManifestAsync(tar, cancellationToken);
        await using var connection = DatabaseSetup.Connect(settings);
        await connection.OpenAsync(cancellationToken);
        await SchemaUpgrader.PrepareAsync(connection, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(
            connection is SqliteConnection ? IsolationLevel.Serializable : IsolationLevel.ReadCommitted, cancellationToken);
        await EmptyAsync(connection, transaction, cancellationToken);
        var old = upgrades.Where(upgrade => upgrade.Version <= manifest.SchemaVersion).ToList();
        await new SchemaUpgrader(old, time).UpgradeAsync(connection, transaction, cancellationToken);
        var tables = await TableCatalog.ReadAsync(connection, transaction, cancellationToken);
        foreach (var table in tables.Reverse().Where(table => table.Name != SchemaUpgrader.Table))
        {
            // Rows that the upgrades themselves have made.
            await ExecuteAsync(connection, transaction, $"DELETE FROM {table.Name}", cancellationToken);
        }

        var (rows, files) = (0L, 0);
        BackupSummary? end = null;
        while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            if (entry.Name.StartsWith(BackupManifest.TablesFolder, StringComparison.Ordinal))
            {
                var name = entry.Name[BackupManifest.TablesFolder.Length..].Split('/')[0];
                var table = tables.SingleOrDefault(t => t.Name == name) ?? throw new InvalidDataException($"There is no table {name} in version {manifest.SchemaVersion}.");
                rows += await LoadAsync(connection, transaction, table, entry.DataStream!, cancellationToken);
            }
            else if (entry.Name.StartsWith(BackupManifest.FilesFolder, StringComparison.Ordinal))
            {
                await WriteAsync(settings.DataFolder, entry.Name[BackupManifest.FilesFolder.Length..], entry.DataStream!, cancellationToken);
                files++;
            }
            else if (entry.Name == BackupManifest.EndFileName)
            {
                end = await JsonSerializer.DeserializeAsync<BackupSummary>(entry.DataStream!, JsonSerializerOptions.Web, cancellationToken);
            }
        }

        // The checksum is at the end.
        await whole.CopyToAsync(Stream.Null, cancellationToken);
        if (end != new BackupSummary(manifest.SchemaVersion, rows, files))
        {
            throw new InvalidDataException("it ends too early");
        }

        await new SchemaUpgrader(upgrades, time).UpgradeAsync(connection, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return end;
    }

    private async Task<BackupManifest> ManifestAsync(TarReader tar, CancellationToken cancellationToken)
    {
        if (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is not { Name: BackupManifest.FileName, DataStream: { } data }
            || await JsonSerializer.DeserializeAsync<BackupManifest>(data, JsonSerializerOptions.Web, cancellationToken) is not { } manifest)
        {
            throw new InvalidDataException("it does not begin as a backup does");
        }

        var newest = upgrades[^1].Version;
        return manifest.Format != BackupManifest.Current || manifest.SchemaVersion < 1 || manifest.SchemaVersion > newest
            ? throw new BackupException($"The backup has version {manifest.SchemaVersion}, but this program knows only {newest}: restore it with the newer program.")
            : manifest;
    }

    /// <summary>Removes the tables of a server that was started, but never used.</summary>
    private static async Task EmptyAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        var tables = await TableCatalog.ReadAsync(connection, transaction, cancellationToken);
        foreach (var table in tables.Select(table => table.Name).Intersect(TellingTables, StringComparer.Ordinal))
        {
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = $"SELECT COUNT(*) FROM {table}";
            if (Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture) > 0)
            {
                throw new BackupException($"This server is not empty: there is something in {table}. Name an empty data folder or database.");
            }
        }

        foreach (var table in tables.Reverse())
        {
            await ExecuteAsync(connection, transaction, $"DROP TABLE {table.Name}", cancellationToken);
        }
    }

    private static async Task<long> LoadAsync(DbConnection connection, DbTransaction transaction, TableLayout table, Stream data, CancellationToken cancellationToken)
    {
        using var lines = new StreamReader(data);
        var names = JsonSerializer.Deserialize<string[]>(await lines.ReadLineAsync(cancellationToken) ?? "null") ?? throw new InvalidDataException("A table has no columns.");
        var columns = names.Select(name => table.Columns.SingleOrDefault(c => c.Name == name) ?? throw new InvalidDataException($"There is no column {name} in {table.Name}.")).ToList();
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        var isSqlite = connection is SqliteConnection;
        command.CommandText = $"INSERT INTO {table.Name} ({string.Join(", ", names)}) VALUES ({string.Join(", ", columns.Select((column, i) => Placeholder(isSqlite, column.Kind, i)))})";
        foreach (var _ in columns)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"p{command.Parameters.Count}");
            command.Parameters.Add(parameter);
        }

        var rows = 0L;
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            using var row = JsonDocument.Parse(line);
            if (row.RootElement.GetArrayLength() != columns.Count)
            {
                throw new InvalidDataException($"A row of {table.Name} has another number of columns.");
            }

            for (var i = 0; i < columns.Count; i++)
            {
                command.Parameters[i].Value = Value(row.RootElement[i], columns[i].Kind);
            }

            await command.ExecuteNonQueryAsync(cancellationToken);
            rows++;
        }

        return rows;
    }

    /// <summary>Everything but bytes is given as text; the database makes of it what the column holds.</summary>
    private static string Placeholder(bool isSqlite, ColumnKind kind, int i)
    {
        var type = kind switch
        {
            ColumnKind.Number => isSqlite ? "INTEGER" : "BIGINT",
            ColumnKind.Boolean => "BOOLEAN",
            ColumnKind.Uuid => "UUID",
            ColumnKind.Json => "JSONB",
            _ => null,
        };
        var name = string.Create(CultureInfo.InvariantCulture, $"@p{i}");
        return type is null ? name : $"CAST({name} AS {type})";
    }

    private static object Value(JsonElement value, ColumnKind kind) => value.ValueKind switch
    {
        JsonValueKind.Null => DBNull.Value,
        JsonValueKind.String when kind == ColumnKind.Bytes => value.GetBytesFromBase64(),
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        _ => throw new InvalidDataException("A row has a value of another kind."),
    };

    private static async Task WriteAsync(string folder, string name, Stream content, CancellationToken cancellationToken)
    {
        var isKey = name.StartsWith(BackupManifest.KeysFolder + "/", StringComparison.Ordinal) && name.EndsWith(".xml", StringComparison.Ordinal)
            && name.Count(c => c == '/') == 1;
        if (!isKey && name != SecretFile.FileName)
        {
            throw new InvalidDataException($"it has the file {name}, which no backup has");
        }

        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, OwnerOnly | UnixFileMode.UserExecute);
        File.Delete(path);
        await using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        await content.CopyToAsync(file, cancellationToken);
        file.Flush(flushToDisk: true);
    }

    private static async Task ExecuteAsync(DbConnection connection, DbTransaction transaction, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
