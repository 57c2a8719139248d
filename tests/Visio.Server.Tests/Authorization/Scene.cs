using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Visio.LiveKit.Tests;
using Visio.Server.Rooms;
using Visio.Server.Tests.Admin;
using Visio.Server.Tests.Applications;
using Visio.Server.Tests.Meetings;

namespace Visio.Server.Tests.Authorization;

/// <summary>A server with a room, a meeting in it, and everybody who could ask for something.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private const string Scopes = "rooms:read rooms:create rooms:update rooms:delete meetings:read meetings:join meetings:moderate";
    private readonly Dictionary<Actor, Action<HttpRequestHeaders>> _credentials = [];
    private readonly List<SignalClient> _inCall = [];
    private readonly HttpClient _client;

    private Scene(RunningServer server)
    {
        Server = server;

        // No cookie but the caller's own: an answer must not turn one caller into another.
        _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server.Address };
    }

    public RunningServer Server { get; }

    public string Slug { get; private set; } = "";

    public static async Task<Scene> SetAsync()
    {
        var scene = new Scene(await RunningServer.StartAsync());
        await scene.SetUsersAndRoomAsync();
        await scene.SetProgramsAsync();
        return scene;
    }

    public async Task<HttpResponseMessage> SendAsync(Actor actor, string method, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (_credentials.TryGetValue(actor, out var sign))
        {
            sign(request.Headers);
        }

        request.Content = body is null ? null : RunningServer.Json(body);
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var person in _inCall)
        {
            await person.DisposeAsync();
        }

        _client.Dispose();
        await Server.DisposeAsync();
    }

    private async Task SetUsersAndRoomAsync()
    {
        foreach (var actor in new[]
        {
            Actor.Stranger, Actor.Member, Actor.Deputy, Actor.CoHost, Actor.Owner, Actor.OwnerOfAnotherRoom, Actor.DisabledUser, Actor.BannedUser, Actor.DemotedCoHost,
        })
        {
            await SignInAsync(actor, AddressOf(actor));
        }

        await SignInAsync(Actor.Admin, "admin@localhost");
        using var other = await DoAsync(Actor.OwnerOfAnotherRoom, "POST", "/api/v1/rooms", "{}");
        using var made = await DoAsync(Actor.Owner, "POST", "/api/v1/rooms", """{"access":"public","lobby":"byAccess"}""");
        Slug = (await RunningServer.JsonOf(made)).GetProperty("slug").GetString()!;
        foreach (var (actor, role) in new[] { (Actor.Member, "member"), (Actor.Deputy, "deputy"), (Actor.CoHost, "coHost"), (Actor.DemotedCoHost, "coHost") })
        {
            using var named = await DoAsync(Actor.Owner, "POST", $"/api/v1/rooms/{Slug}/members", $$"""{"email":"{{AddressOf(actor)}}","role":"{{role}}"}""");
        }

        var demoted = await IdOfAsync(Actor.DemotedCoHost);
        using var demotion = await DoAsync(Actor.Owner, "PATCH", $"/api/v1/rooms/{Slug}/members/{demoted}", """{"role":"member"}""");
        await EnterAsync(Actor.Owner);
        await EnterAsync(Actor.AdmittedGuest);
        using var closed = await DoAsync(Actor.Owner, "PATCH", $"/api/v1/rooms/{Slug}", """{"access":"trusted"}""");
        using var waiting = await DoAsync(Actor.WaitingGuest, "POST", $"/api/v1/rooms/{Slug}/join", """{"displayName":"Waiting"}""");
        Assert.Equal(System.Net.HttpStatusCode.Accepted, waiting.StatusCode);
        Keep(Actor.WaitingGuest, waiting);

        var banned = await IdOfAsync(Actor.BannedUser);
        Assert.True(RoomSlug.TryParse(Slug, out var slug));
        await Server.InDatabaseAsync(async db =>
        {
            var room = await db.Rooms.SingleAsync(r => r.Slug == slug);
            db.RoomBans.Add(new() { Id = Guid.NewGuid(), RoomId = room.Id, UserId = banned, Name = "Banned", CreatedAt = room.CreatedAt });
            return await db.SaveChangesAsync();
        });
        using var disabled = await DoAsync(Actor.Admin, "POST", $"/api/v1/admin/users/{await IdOfAsync(Actor.DisabledUser)}/disable", "{}");
    }

    private async Task SetProgramsAsync()
    {
        using var admin = await Server.NewAdminAsync();
        var all = await TestApplication.CreateAsync(Server, admin, Scopes, "visio.test");
        var none = await TestApplication.CreateAsync(Server, admin, "", "visio.test");
        var disabled = await TestApplication.CreateAsync(Server, admin, Scopes, "visio.test");
        foreach (var (actor, token) in new[]
        {
            (Actor.ProgramWithoutScope, await none.TokenAsync(AddressOf(Actor.Owner))),
            (Actor.ProgramForOwner, await all.TokenAsync(AddressOf(Actor.Owner))),
            (Actor.ProgramForStranger, await all.TokenAsync(AddressOf(Actor.Stranger))),
            (Actor.DisabledProgram, await disabled.TokenAsync(AddressOf(Actor.Owner))),
        })
        {
            _credentials[actor] = headers => headers.Authorization = new("Bearer", token);
        }

        using var off = await admin.PatchAsJsonAsync(disabled.Url, new { disabled = true });
        off.EnsureSuccessStatusCode();
    }

    private static string AddressOf(Actor actor) => $"{actor.ToString().ToLowerInvariant()}@visio.test";

    private Task<Guid> IdOfAsync(Actor actor)
    {
        var address = AddressOf(actor).ToUpperInvariant();
        return Server.InDatabaseAsync(db => db.Users.Where(u => u.NormalizedEmail == address).Select(u => u.Id).SingleAsync());
    }

    private async Task SignInAsync(Actor actor, string email)
    {
        using var answer = await DoAsync(actor, "POST", "/api/v1/session", $$"""{"displayName":"{{actor}}","email":"{{email}}"}""");
        Keep(actor, answer);
    }

    private async Task EnterAsync(Actor actor)
    {
        using var joined = await DoAsync(actor, "POST", $"/api/v1/rooms/{Slug}/join", """{"displayName":"Inside"}""");
        if (actor == Actor.AdmittedGuest)
        {
            Keep(actor, joined);
        }

        var client = await InCall.ConnectAsync(Server, (await RunningServer.JsonOf(joined)).GetProperty("token").GetString()!);
        await InCall.StayAsync(Server, client);
        _inCall.Add(client);
    }

    private void Keep(Actor actor, HttpResponseMessage answer)
    {
        var cookie = answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        _credentials[actor] = headers => headers.Add("Cookie", cookie);
    }

    private async Task<HttpResponseMessage> DoAsync(Actor actor, string method, string path, string body)
    {
        var answer = await SendAsync(actor, method, path, body);
        Assert.True(answer.IsSuccessStatusCode, $"{actor} {method} {path}: {await answer.Content.ReadAsStringAsync()}");
        return answer;
    }
}
