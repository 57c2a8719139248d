using Microsoft.EntityFrameworkCore;
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
}
