using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using Visio.Server.Data;
using Visio.Server.Settings;

namespace Visio.Server.Doctor;

/// <summary>Whether the data folder and what lies in it can be used.</summary>
internal static class DataChecks
{
    private const long MinimumFreeBytes = 256L << 20;
    private const int PostgresPatienceSeconds = 5;

    public static IEnumerable<Finding> Run(VisioSettings settings)
    {
        yield return Folder(settings.DataFolder);
        yield return Space(settings.DataFolder);
        yield return Secrets(settings);
        yield return settings.PostgresConnection is { } postgres ? Postgres(postgres) : Sqlite(settings.DatabaseFile);
    }

    private static Finding Folder(string folder)
    {
        var probe = Path.Combine(folder, $".doctor.{Guid.NewGuid():N}");
        try
        {
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return new Finding("data folder", $"{folder} can be written");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return new Finding("data folder", refused.Message, $"Let this user write to {folder}, or name another folder with --data.");
        }
    }

    private static Finding Space(string folder)
    {
        var free = new DriveInfo(folder).AvailableFreeSpace;
        var detail = string.Create(CultureInfo.InvariantCulture, $"{free >> 20} MiB free");
        return free < MinimumFreeBytes
            ? new Finding("disk space", detail, "Make room on the disk of the data folder.")
            : new Finding("disk space", detail);
    }

    private static Finding Secrets(VisioSettings settings)
    {
        if (settings.Dev)
        {
            return new Finding("secrets", "the well-known ones of --dev");
        }

        var file = Path.Combine(settings.DataFolder, SecretFile.FileName);
        if (!File.Exists(file))
        {
            return new Finding("secrets", "from the settings");
        }

        const UnixFileMode OthersMayRead = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        return (File.GetUnixFileMode(file) & OthersMayRead) != UnixFileMode.None
            ? new Finding("secrets", $"{file} can be read by others", $"chmod 600 {file}, and replace the secrets: others may have read them.")
            : new Finding("secrets", file);
    }

    private static Finding Sqlite(string file)
    {
        if (!File.Exists(file))
        {
            return new Finding("database", $"{file} will be made at the first start");
        }

        try
        {
            using var connection = new SqliteConnection(SqliteConnectionText.For(file));
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA quick_check(1)";
            var answer = command.ExecuteScalar() as string;
            return answer is "ok"
                ? new Finding("database", $"{file} is sound")
                : new Finding("database", answer ?? "no answer", $"The file is damaged: put a backup of {file} in its place.");
        }
        catch (SqliteException refused)
        {
            return new Finding("database", refused.Message, $"Let this user read and write {file}, or put a backup in its place.");
        }
    }

    private static Finding Postgres(string connectionString)
    {
        const string Fix = "Let PostgreSQL run, and correct Database:Postgres: host, name, user, password.";
        try
        {
            using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Timeout = PostgresPatienceSeconds, Pooling = false }.ToString());
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT has_schema_privilege(current_schema(), 'CREATE')";
            var server = $"PostgreSQL {connection.PostgreSqlVersion} at {connection.Host}, database {connection.Database}";
            return command.ExecuteScalar() is true
                ? new Finding("database", server)
                : new Finding("database", $"{server}: no tables can be made", "Make this user the owner of the database: ALTER DATABASE … OWNER TO ….");
        }
        catch (Exception refused) when (refused is NpgsqlException or ArgumentException or TimeoutException)
        {
            return new Finding("database", refused.Message, Fix);
        }
    }
}
