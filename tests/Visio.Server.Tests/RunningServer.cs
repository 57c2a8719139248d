using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Visio.LiveKit;
using Visio.Server.Hosting;
using Visio.Server.Settings;
using Visio.Server.Tests.Data;
using Visio.Server.Tests.Media;

namespace Visio.Server.Tests;

/// <summary>The real server on loopback ports that the system chose, with its own data folder and the database that <see cref="TestDatabase"/> says.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    /// <summary>Whether meetings are held on a second Visio: the same tests, run once more with <c>VISIO_TEST_MEDIA=remote</c>.</summary>
    public static readonly bool IsRemote = Environment.GetEnvironmentVariable("VISIO_TEST_MEDIA") == "remote";

    /// <summary>Whether meetings are held in a media process, as outside <c>--dev</c>: the same tests, run once more with <c>VISIO_TEST_MEDIA=child</c>.</summary>
    public static readonly bool IsChild = Environment.GetEnvironmentVariable("VISIO_TEST_MEDIA") == "child";

    private readonly bool _ownsData;
    private readonly bool _ownsRemote;

    private RunningServer(WebApplication app, TemporaryFolder data, bool ownsData, RemoteVisio? remote, bool ownsRemote, ChildVisio? child)
    {
        Child = child;
        App = app;
        (Remote, _ownsRemote) = (remote, ownsRemote);
        Data = data;
        _ownsData = ownsData;
        Address = new Uri(app.Urls.Single());
    }

    public WebApplication App { get; }

    public Uri Address { get; }

    /// <summary>The media server, where it is another one; null for the embedded engine.</summary>
    public RemoteVisio? Remote { get; }

    /// <summary>The media process, where there is one; it runs in this one all the same.</summary>
    public ChildVisio? Child { get; }

    /// <summary>Where clients connect to.</summary>
    public Uri MediaAddress => Remote?.Address ?? Address;

    /// <summary>The engine, wherever it is.</summary>
    public LiveKitServer Engine => (Remote?.App ?? Child?.App ?? App).Services.GetRequiredService<LiveKitServer>();

    public TemporaryFolder Data { get; }

    /// <summary>Starts it as <c>visio serve --dev</c> would, with <paramref name="change"/> applied to its settings.</summary>
    public static async Task<RunningServer> StartAsync(
        Func<VisioSettings, VisioSettings>? change = null,
        TemporaryFolder? data = null,
        Func<VisioSettings, WebApplication>? build = null,
        bool dev = true,
        RemoteVisio? remote = null,
        ChildVisio? child = null,
        Func<VisioSettings, Task<ChildVisio>>? startChild = null)
    {
        var ownsRemote = remote is null;
        remote ??= IsRemote && build is null ? await RemoteVisio.StartAsync() : null;
        var folder = data ?? new TemporaryFolder();
        await TestDatabase.PrepareAsync(folder);
        var settings = SettingsLoader.Load(new SettingsSource
        {
            Dev = dev,
            Urls = "http://127.0.0.1:0",
            Data = folder.Path,
            MediaPort = 0,
        });
        settings = settings with { DrainTimeout = TimeSpan.FromSeconds(5), MediaInChild = false };
        settings = remote?.Use(settings) ?? settings;
        settings = change?.Invoke(settings) ?? settings;
        startChild ??= IsChild && !settings.MediaInChild && build is null && remote is null ? ChildVisio.StartAsync : null;
        child ??= startChild is null ? null : await startChild(settings);
        var app = (build ?? ProductHost.Build)(child is null ? settings : settings with { MediaInChild = true });
        await app.StartAsync();
        var server = new RunningServer(app, folder, ownsData: data is null, remote, ownsRemote, child);
        remote?.Serves(server.Address);
        return server;
    }

    /// <summary>A visitor's browser: it keeps cookies, and follows no redirection.</summary>
    public HttpClient NewVisitor() => new(new SocketsHttpHandler { AllowAutoRedirect = false }, disposeHandler: true) { BaseAddress = Address };

    public async Task<HttpClient> NewSignedInVisitorAsync(string name = "Ana")
    {
        var visitor = NewVisitor();
        using var answer = await visitor.PostAsJsonAsync("/api/v1/session", new { displayName = name });
        answer.EnsureSuccessStatusCode();
        return visitor;
    }

    /// <summary>A room that whoever knows its code may enter.</summary>
    public async Task<string> CreateRoomAsync(string? title = null)
    {
        using var visitor = await NewSignedInVisitorAsync();
        using var answer = await visitor.PostAsJsonAsync("/api/v1/rooms", new { title, access = "public" });
        answer.EnsureSuccessStatusCode();
        return (await JsonOf(answer)).GetProperty("slug").GetString()!;
    }

    public static async Task<JsonElement> JsonOf(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    /// <summary>The <c>code</c> of a refusal, once it is a problem with that status in body and answer.</summary>
    public static async Task<string?> CodeOf(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await JsonOf(answer);
        Assert.Equal((int)answer.StatusCode, problem.GetProperty("status").GetInt32());
        return problem.GetProperty("code").GetString();
    }

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    /// <summary>Asks the media server whether it would take a token. <c>CAA</c> is a WrappedJoinRequest without compression or content.</summary>
    public static string ValidateUrl(string? token) => $"/rtc/v1/validate?join_request=CAA&access_token={token}";

    /// <summary>Ends the web side alone, as <c>kill -HUP</c> does.</summary>
    public async Task LeaveChildAsync()
    {
        App.Services.GetRequiredService<Visio.Server.Media.Child.ChildSupervisor>().Leave();
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        if (Remote is not null && _ownsRemote)
        {
            await Remote.DisposeAsync();
        }

        TestDatabase.ClearPool(Data);
        if (_ownsData)
        {
            Data.Dispose();
        }
    }
}
