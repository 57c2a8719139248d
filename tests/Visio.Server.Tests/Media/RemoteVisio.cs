using Microsoft.AspNetCore.Builder;
using Visio.Server.Hosting;
using Visio.Server.Settings;

namespace Visio.Server.Tests.Media;

/// <summary>A second Visio, as <c>visio media --dev</c> starts it, that tells a product by webhooks what happens in its rooms.</summary>
internal sealed class RemoteVisio : IAsyncDisposable
{
    private readonly TemporaryFolder _data = new();
    private Uri? _address;

    private RemoteVisio(WebhookRelay relay) => Relay = relay;

    public WebhookRelay Relay { get; }

    public WebApplication App { get; private set; } = null!;

    public Uri Address => _address!;

    public static async Task<RemoteVisio> StartAsync()
    {
        var remote = new RemoteVisio(await WebhookRelay.StartAsync());
        await remote.StartMediaAsync("http://127.0.0.1:0");
        return remote;
    }

    /// <summary>The settings of a product that uses it.</summary>
    public VisioSettings Use(VisioSettings product) => product with { RemoteMedia = Address, ApiKey = "devkey", ApiSecret = "secret" };

    /// <summary>To be called when the product listens.</summary>
    public void Serves(Uri product) => Relay.Target = new Uri(product, "/livekit/webhook");

    public async Task StopMediaAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
    }

    /// <summary>Starts it again where it was.</summary>
    public Task StartMediaAsync() => StartMediaAsync(Address.GetLeftPart(UriPartial.Authority));

    public async ValueTask DisposeAsync()
    {
        // The product is gone by now: what is left to say is lost, and not sent again.
        Relay.Copies = 0;
        await StopMediaAsync();
        await Relay.DisposeAsync();
        _data.Dispose();
    }

    private async Task StartMediaAsync(string url)
    {
        var settings = SettingsLoader.Load(new SettingsSource { Dev = true, Urls = url, Data = _data.Path, MediaPort = 0 });
        App = MediaHost.Build(settings with { DrainTimeout = TimeSpan.FromSeconds(5), LiveKitWebhooks = [Relay.Address] });
        await App.StartAsync();
        _address = new Uri(App.Urls.Single() + "/");
    }
}
