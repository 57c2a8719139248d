using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Visio.Server.Policies;
using Visio.Server.Rooms;
using Visio.Server.Tests.Admin;
using Visio.Server.Tests.Meetings;
using Visio.Server.Tests.Telemetry;

namespace Visio.Server.Tests.Hostile;

/// <summary>A server with a meeting in which an administrator is, and one of everything that requests may name.</summary>
internal sealed class HostileScene : IAsyncDisposable
{
    private readonly LineCollector _lines = new();
    private readonly HttpClient _client;

    /// <summary>By operation: what was made for a request that was refused, so that the next one may have it.</summary>
    private readonly ConcurrentDictionary<string, ConcurrentBag<HostileTargets>> _unused = new(StringComparer.Ordinal);
    private InCall? _inCall;
    private HostileTargets _targets = null!;

    private HostileScene(RunningServer server)
    {
        Server = server;
        server.App.Services.GetRequiredService<ILoggerFactory>().AddProvider(_lines);

        // Nobody breaks a hash here, and thousands of them take minutes.
        server.App.Services.GetRequiredService<IOptions<PasswordHasherOptions>>().Value.IterationCount = 1;

        // No cookie but the caller's own.
        _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server.Address };
    }

    public RunningServer Server { get; }

    /// <summary>What the server logged as its own failure.</summary>
    public IEnumerable<string> Errors => _lines.Lines.Where(line =>
        (line.StartsWith("Error ", StringComparison.Ordinal) || line.StartsWith("Critical ", StringComparison.Ordinal)) && !Exceptions.IsRace(line));

    public static async Task<HostileScene> SetAsync()
    {
        const int Unlimited = 1_000_000;
        var scene = new HostileScene(await RunningServer.StartAsync(settings => settings with
        {
            RateLimits = new()
            {
                RoomsPerSessionPerMinute = Unlimited,
                JoinsPerSessionPerMinute = Unlimited,
                JoinsPerApplicationPerMinute = Unlimited,
                MissesPerAddressPerMinute = Unlimited,
                ActionsPerSessionPerMinute = Unlimited,
            },
        }));
        await scene.SetTargetsAsync();
        return scene;
    }

    public async Task<HttpResponseMessage> SendAsync(Attack attack)
    {
        if (attack.Caller == AttackCaller.Anonymous || !Exceptions.UsesUp.TryGetValue(attack.Operation.Id, out var fresh))
        {
            return await SendAsync(attack, _targets);
        }

        var unused = _unused.GetOrAdd(attack.Operation.Id, _ => []);
        if (!unused.TryTake(out var targets))
        {
            targets = await NewTargetsAsync(fresh);
        }

        var answer = await SendAsync(attack, targets);
        if (!answer.IsSuccessStatusCode)
        {
            unused.Add(targets);
        }

        return answer;
    }

    /// <summary>Sends it <paramref name="times"/> at the same moment, with the same target.</summary>
    public async Task<HttpResponseMessage[]> SendAtOnceAsync(Attack attack, int times)
    {
        var targets = Exceptions.UsesUp.TryGetValue(attack.Operation.Id, out var fresh) ? await NewTargetsAsync(fresh) : _targets;
        var body = targets.Fill(attack.SensibleBody);
        return await Task.WhenAll(Enumerable.Range(0, times).Select(_ => SendAsync(attack with { Body = body }, targets)));
    }

    /// <summary>Puts the policy back that a new server has.</summary>
    public async Task RestorePolicyAsync()
    {
        await using var scope = Server.App.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<PolicyStore>().ReplaceAsync(Policy.Default, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_inCall is not null)
        {
            await _inCall.DisposeAsync();
        }

        _client.Dispose();
        await Server.DisposeAsync();
        _lines.Dispose();
    }

    private Task<HttpResponseMessage> SendAsync(Attack attack, HostileTargets targets) =>
        _client.SendAsync(attack.Request(Server.Address, targets), HttpCompletionOption.ResponseHeadersRead);

    private async Task<HostileTargets> NewTargetsAsync(Fresh fresh) => fresh switch
    {
        Fresh.Caller => await WithCallerAsync(_targets),
        Fresh.Room => await WithRoomAsync(_targets),
        Fresh.User => _targets with { User = await NewUserAsync() },
        Fresh.Application => await WithApplicationAsync(_targets),
        _ => throw new NotSupportedException($"{fresh}"),
    };

    private async Task SetTargetsAsync()
    {
        _targets = new()
        {
            Cookie = (await SignInAsync("admin@localhost")).Cookie,
            Email = "admin@localhost",
            Slug = "",
            Room = default,
            User = await NewUserAsync(),
            Other = await NewUserAsync(),
            Application = default,
            Client = "",
            Secret = "",
            Webhook = default,
            Identity = "",
        };
        _targets = await WithApplicationAsync(await WithRoomAsync(_targets));
        var browser = Server.NewVisitor();
        browser.DefaultRequestHeaders.Add("Cookie", _targets.Cookie);
        _inCall = await InCall.EnterAsync(Server, _targets.Slug, browser, "Root");
        await InCall.StayAsync(Server, _inCall.Client);
        _targets = _targets with { Identity = _inCall.Identity };
    }

    private async Task<HostileTargets> WithCallerAsync(HostileTargets targets)
    {
        var email = $"{Guid.NewGuid():N}@visio.test";
        return targets with { Cookie = (await SignInAsync(email)).Cookie, Email = email };
    }

    private async Task<HostileTargets> WithRoomAsync(HostileTargets targets)
    {
        var slug = (await MakeAsync(targets, "/api/v1/rooms", new { access = "public" })).GetProperty("slug").GetString()!;
        Assert.True(RoomSlug.TryParse(slug, out var parsed));
        return targets with { Slug = slug, Room = await Server.InDatabaseAsync(db => db.Rooms.Where(r => r.Slug == parsed).Select(r => r.Id).SingleAsync()) };
    }

    private async Task<HostileTargets> WithApplicationAsync(HostileTargets targets)
    {
        var made = await MakeAsync(targets, "/api/v1/admin/applications", new { name = "Calendar", scopes = new[] { "rooms:read", "meetings:read" }, domains = new[] { "visio.test" } });
        var id = made.GetProperty("id").GetGuid();
        var webhook = await MakeAsync(targets, $"/api/v1/admin/applications/{id}/webhooks", new { url = "https://hook.invalid/", events = new[] { "*" }, });
        return targets with
        {
            Application = id,
            Client = made.GetProperty("clientId").GetString()!,
            Secret = made.GetProperty("secret").GetString()!,
            Webhook = webhook.GetProperty("id").GetGuid(),
        };
    }

    private async Task<Guid> NewUserAsync() => (await SignInAsync($"{Guid.NewGuid():N}@visio.test")).Id;

    private async Task<(string Cookie, Guid Id)> SignInAsync(string email)
    {
        using var answer = await _client.PostAsJsonAsync("/api/v1/session", new { displayName = "Ana", email });
        answer.EnsureSuccessStatusCode();
        return (answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0], (await RunningServer.JsonOf(answer)).GetProperty("user").GetProperty("id").GetGuid());
    }

    private async Task<JsonElement> MakeAsync(HostileTargets targets, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Cookie", targets.Cookie);
        using var answer = await _client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync()}");
        return await RunningServer.JsonOf(answer);
    }
}
