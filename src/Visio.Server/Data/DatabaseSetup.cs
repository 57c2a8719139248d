using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Visio.Server.Audit;
using Visio.Server.Settings;

namespace Visio.Server.Data;

/// <summary>Which database is used, and how it is opened.</summary>
internal static class DatabaseSetup
{
    public static void AddDatabase(this IServiceCollection services, VisioSettings settings)
    {
        services.AddSingleton<AuditChain>();
        services.AddScoped<AuditLog>();
        services.AddScoped<PersonalData>();
        services.AddSingleton<SqliteWriteQueue>();
        services.AddDbContext<VisioDb>((provider, options) => Use(options, settings, provider.GetRequiredService<SqliteWriteQueue>()), optionsLifetime: ServiceLifetime.Singleton);
    }

    /// <summary>
    /// PostgreSQL works at READ COMMITTED, where no transaction fails because of another; nothing is retried, since what was not
    /// acknowledged may have happened. On SQLite every save has a transaction, so that it takes its turn.
    /// </summary>
    private static void Use(DbContextOptionsBuilder options, VisioSettings settings, SqliteWriteQueue queue) =>
        _ = settings.PostgresConnection is { } postgres
            ? options.UseNpgsql(postgres)
            : options.UseSqlite(SqliteConnectionText.For(settings.DatabaseFile)).AddInterceptors(queue);

    /// <summary>A connection of its own, which is not open yet.</summary>
    public static DbConnection Connect(VisioSettings settings) => settings.PostgresConnection is { } postgres
        ? new NpgsqlConnection(postgres)
        : new SqliteConnection(SqliteConnectionText.For(settings.DatabaseFile));
}
