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
        services.AddDbContext<VisioDb>(options => Use(options, settings));
    }

    public static DbContextOptionsBuilder Use(DbContextOptionsBuilder options, VisioSettings settings) =>
        settings.PostgresConnection is { } postgres
            ? options.UseNpgsql(postgres)
            : options.UseSqlite(SqliteConnectionText.For(settings.DatabaseFile));

    /// <summary>A connection of its own, which is not open yet.</summary>
    public static DbConnection Connect(VisioSettings settings) => settings.PostgresConnection is { } postgres
        ? new NpgsqlConnection(postgres)
        : new SqliteConnection(SqliteConnectionText.For(settings.DatabaseFile));
}
