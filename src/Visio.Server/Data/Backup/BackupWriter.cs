using System.Data.Common;
using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Visio.Server.Settings;

namespace Visio.Server.Data.Backup;

/// <summary>
/// Writes a backup: a gzipped tar archive with every row of every table as JSON, and the secrets of the data folder. All rows are of the
/// same moment. It has no form of one database, so that it can be restored on the other.
/// </summary>
internal sealed class BackupWriter(TimeProvider time)
{
    /// <summary>A part of a table is written once it has so many bytes: it must be complete in memory, as its length comes first.</summary>
    private const int PartBytes = 1 << 20;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes <paramref name="file"/>, which does not exist yet, readable by its owner only.</summary>
    /// <exception cref="IOException">It exists, or cannot be written.</exception>
    public async Task<BackupSummary> WriteAsync(VisioSettings settings, string file, CancellationToken cancellationToken)
    {
        if (File.Exists(file))
        {
            throw new IOException($"{file} exists already.");
        }

        var part = file + ".part";
        try
        {
            BackupSummary summary;
            await using (var stream = new FileStream(part, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            {
                summary = await WriteAsync(settings, stream, cancellationToken);
                stream.Flush(flushToDisk: true);
            }

            File.Move(part, file, overwrite: false);
            return summary;
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    private async Task<BackupSummary> WriteAsync(VisioSettings settings, FileStream stream, CancellationToken cancellationToken)
    {
        await using var connection = DatabaseSetup.Connect(settings);
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await Snapshot.BeginAsync(connection, cancellationToken);
        var tables = await TableCatalog.ReadAsync(connection, transaction, cancellationToken);
        var version = await SchemaUpgrader.VersionAsync(connection, transaction, cancellationToken);
        await using var zip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
        await using var tar = new TarWriter(zip, TarEntryFormat.Pax, leaveOpen: true);
        await AddAsync(tar, BackupManifest.FileName, JsonSerializer.SerializeToUtf8Bytes(new BackupManifest(BackupManifest.Current, version, time.GetUtcNow()), JsonSerializerOptions.Web), cancellationToken);
        var rows = 0L;
        foreach (var table in tables.Where(table => table.Name != SchemaUpgrader.Table))
        {
            rows += await AddAsync(tar, connection, transaction, table, cancellationToken);
        }

        var files = FilesOf(settings.DataFolder).ToList();
        foreach (var name in files)
        {
            await AddAsync(tar, BackupManifest.FilesFolder + name, await File.ReadAllBytesAsync(Path.Combine(settings.DataFolder, name), cancellationToken), cancellationToken);
        }

        await AddAsync(tar, BackupManifest.EndFileName, JsonSerializer.SerializeToUtf8Bytes(new BackupSummary(version, rows, files.Count), JsonSerializerOptions.Web), cancellationToken);
        return new(version, rows, files.Count);
    }

    private static IEnumerable<string> FilesOf(string folder)
    {
        if (File.Exists(Path.Combine(folder, SecretFile.FileName)))
        {
            yield return SecretFile.FileName;
        }

        var keys = new DirectoryInfo(Path.Combine(folder, BackupManifest.KeysFolder));
        foreach (var key in keys.Exists ? keys.GetFiles("*.xml") : [])
        {
            yield return $"{BackupManifest.KeysFolder}/{key.Name}";
        }
    }

    private async Task<long> AddAsync(TarWriter tar, DbConnection connection, DbTransaction transaction, TableLayout table, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"SELECT {string.Join(", ", table.Columns.Select(c => c.Name))} FROM {table.Name}";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = 0L;
        var more = await reader.ReadAsync(cancellationToken);
        for (var number = 1; more; number++)
        {
            using var part = new MemoryStream();
            WriteLine(part, json =>
            {
                foreach (var column in table.Columns)
                {
                    json.WriteStringValue(column.Name);
                }
            });
            while (more && part.Length < PartBytes)
            {
                WriteLine(part, json => WriteRow(json, reader));
                rows++;
                more = await reader.ReadAsync(cancellationToken);
            }

            await AddAsync(tar, string.Create(CultureInfo.InvariantCulture, $"{BackupManifest.TablesFolder}{table.Name}/{number}.jsonl"), part.ToArray(), cancellationToken);
        }

        return rows;
    }

    private static void WriteLine(MemoryStream part, Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(part))
        {
            json.WriteStartArray();
            write(json);
            json.WriteEndArray();
        }

        part.WriteByte((byte)'\n');
    }

    private static void WriteRow(Utf8JsonWriter json, DbDataReader reader)
    {
        for (var i = 0; i < reader.FieldCount; i++)
        {
            switch (reader.GetValue(i))
            {
                case DBNull:
                    json.WriteNullValue();
                    break;
                case string text:
                    json.WriteStringValue(text);
                    break;
                case byte[] bytes:
                    json.WriteBase64StringValue(bytes);
                    break;
                case bool truth:
                    json.WriteNumberValue(truth ? 1 : 0);
                    break;
                case Guid id:
                    // As SQLite has it.
                    json.WriteStringValue(id.ToString().ToUpperInvariant());
                    break;
                case var number:
                    json.WriteNumberValue(Convert.ToInt64(number, CultureInfo.InvariantCulture));
                    break;
            }
        }
    }

    private async Task AddAsync(TarWriter tar, string name, byte[] content, CancellationToken cancellationToken)
    {
        using var data = new MemoryStream(content);
        await tar.WriteEntryAsync(
            new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data, Mode = OwnerOnly, ModificationTime = time.GetUtcNow() }, cancellationToken);
    }
}
