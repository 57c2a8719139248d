using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Visio.Server.Audit;
using Visio.Server.Data;

namespace Visio.Server.Tests.Data;

public sealed class UpgradeSchemaOnStartTests
{
    [Fact]
    public async Task The_tables_of_the_model_are_known_before_services_ask_for_them_at_the_same_time()
    {
        using var data = new TemporaryFolder();
        // Of its own: the model of the others is known since the first test that had a query.
        await using var framework = new ServiceCollection().AddEntityFrameworkSqlite().BuildServiceProvider();
        await using var services = new ServiceCollection()
            .AddSingleton(new AuditChain(TimeProvider.System))
            .AddDbContext<VisioDb>(options => options.UseSqlite(SqliteConnectionText.For(data["visio.db"])).UseInternalServiceProvider(framework))
            .BuildServiceProvider();

        var upgrade = new UpgradeSchemaOnStart(
            services.GetRequiredService<IServiceScopeFactory>(), TimeProvider.System, NullLogger<UpgradeSchemaOnStart>.Instance);
        await upgrade.StartingAsync(CancellationToken.None);

        await using var scope = services.CreateAsyncScope();
        var model = scope.ServiceProvider.GetRequiredService<VisioDb>().Model;
        Assert.NotNull(model.FindRuntimeAnnotationValue(RelationalAnnotationNames.RelationalModel));
        TestDatabase.ClearPool(data);
    }
}
