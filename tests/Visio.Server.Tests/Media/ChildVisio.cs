using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Visio.Server.Hosting;
using Visio.Server.Media.Child;
using Visio.Server.Settings;

namespace Visio.Server.Tests.Media;

/// <summary>A media process as <c>visio serve</c> starts it, but in this process, so that tests can look into it. The product finds it in its data folder.</summary>
internal sealed class ChildVisio : IAsyncDisposable
{
    private readonly FileStream _lock;

    private ChildVisio(FileStream held, WebApplication app) => (_lock, App) = (held, app);

    public WebApplication App { get; }

    /// <summary>Completes when it has ended, by itself or because it was told to.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    public static async Task<ChildVisio> StartAsync(VisioSettings settings)
    {
        var place = new ChildPlace(settings.DataFolder);
        var child = new ChildVisio(place.TryLockMedia()!, MediaHost.BuildSupervised(settings, place));
        await child.App.StartAsync();
        child.Ended = child.RunAsync();
        return child;
    }

    public async ValueTask DisposeAsync()
    {
        App.Lifetime.StopApplication();
        await Ended;
    }

    private async Task RunAsync()
    {
        await App.WaitForShutdownAsync();
        await App.DisposeAsync();
        await _lock.DisposeAsync();
    }
}
