using Microsoft.EntityFrameworkCore;

namespace Visio.Server.Data;

/// <summary>Upgrades the database before the first request is answered.</summary>
internal sealed partial class UpgradeSchemaOnStart(IServiceScopeFactory scopes, TimeProvider time, ILogger<UpgradeSchemaOnStart> log)
    : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<VisioDb>();
        // Made with the first query, of which two services that start at the same time may not both be the first.
        _ = db.Model.GetRelationalModel();
        var connection = db.Database.GetDbConnection();
        var (from, to) = await new SchemaUpgrader(SchemaUpgrades.All, time).UpgradeAsync(connection, cancellationToken);
        if (from != to)
        {
            LogUpgraded(log, from, to);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "Database upgraded from version {From} to {To}")]
    private static partial void LogUpgraded(ILogger log, int from, int to);
}
