namespace Visio.Server.Tests.Accounts.Oidc;

/// <summary>A server and a provider that lies, for all tests of a class.</summary>
public sealed class EvilSetup : IAsyncLifetime
{
    internal EvilProvider Provider { get; private set; } = null!;

    internal RunningServer Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Provider = await EvilProvider.StartAsync();
        Server = await RunningServer.StartAsync(settings => settings with { Oidc = Provider.Settings });
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
