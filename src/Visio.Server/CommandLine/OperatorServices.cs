using Microsoft.EntityFrameworkCore;
using Visio.Server.Data;
using Visio.Server.Hosting;
using Visio.Server.Settings;

namespace Visio.Server.CommandLine;

/// <summary>The product's services without a server, for commands that work on its data. A running server finds out by itself.</summary>
internal static class OperatorServices
{
    /// <summary>Opens the database, upgraded, and runs <paramref name="work"/> in one scope.</summary>
    public static async Task<int> RunAsync(VisioSettings settings, Func<IServiceProvider, Task<int>> work, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddSingleton(settings);
        services.AddSingleton(TimeProvider.System);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        ProductHost.AddProduct(services, settings);
        await using var provider = services.BuildServiceProvider(validateScopes: true);
        await using var scope = provider.CreateAsyncScope();
        var connection = scope.ServiceProvider.GetRequiredService<VisioDb>().Database.GetDbConnection();
        await new SchemaUpgrader(SchemaUpgrades.All, TimeProvider.System).UpgradeAsync(connection, cancellationToken);
        return await work(scope.ServiceProvider);
    }
}
