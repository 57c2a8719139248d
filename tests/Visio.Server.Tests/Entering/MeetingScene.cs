using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Visio.Server.Data;
using Visio.Server.Events;
using Visio.Server.Rooms;
using Visio.Server.Settings;

namespace Visio.Server.Tests.Entering;

/// <summary>A server with a room, its owner, and those who come to it.</summary>
internal sealed class MeetingScene : IAsyncDisposable
{
    private readonly List<HttpClient> _visitors = [];

    private MeetingScene(RunningServer server, HttpClient owner, string slug)
    {
        Server = server;
        Owner = owner;
        Slug = slug;
        _visitors.Add(owner);
    }

    public RunningServer Server { get; }

    public HttpClient Owner { get; }

    public string Slug { get; }

    public string WaitPath => $"/api/v1/rooms/{Slug}/lobby/wait";

    /// <summary>With a room that guests wait for, unless <paramref name="room"/> says otherwise.</summary>
    public static async Task<MeetingScene> StartAsync(object? room = null, Func<VisioSettings, VisioSettings>? change = null)
    {
        var server = await RunningServer.StartAsync(change);
        var owner = await server.NewSignedInVisitorAsync("Olga");
        using var created = await owner.PostAsJsonAsync("/api/v1/rooms", room ?? new { title = "Council", access = "trusted" });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        return new(server, owner, (await RunningServer.JsonOf(created)).GetProperty("slug").GetString()!);
    }

    public HttpClient Guest()
    {
        var guest = Server.NewVisitor();
        _visitors.Add(guest);
        return guest;
    }

    public async Task<HttpClient> PersonAsync(string name = "Ana")
    {
        var person = await Server.NewSignedInVisitorAsync(name);
        _visitors.Add(person);
        return person;
    }

    public Task<HttpResponseMessage> JoinAsync(HttpClient visitor, string name = "Bo") =>
        visitor.PostAsJsonAsync($"/api/v1/rooms/{Slug}/join", new { displayName = name });

    /// <summary>A guest who has a place in the lobby.</summary>
    public async Task<HttpClient> WaitingGuestAsync(string name = "Bo")
    {
        var guest = Guest();
        using var answer = await JoinAsync(guest, name);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return guest;
    }

    public async Task<JsonElement> LobbyAsync(HttpClient? host = null) => await (host ?? Owner).GetFromJsonAsync<JsonElement>($"/api/v1/rooms/{Slug}/lobby");

    public Task<HttpResponseMessage> PostToLobbyAsync(string what, object body, HttpClient? host = null) =>
        (host ?? Owner).PostAsJsonAsync($"/api/v1/rooms/{Slug}/lobby/{what}", body);

    public async Task ChangeRoomAsync(object change)
    {
        using var answer = await Owner.PatchAsJsonAsync($"/api/v1/rooms/{Slug}", change);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>The id of the account that somebody is signed in with.</summary>
    public static async Task<Guid> IdOfAsync(HttpClient person) =>
        (await person.GetFromJsonAsync<JsonElement>("/api/v1/session")).GetProperty("user").GetProperty("id").GetGuid();

    public async Task NameAsync(HttpClient person, string role)
    {
        using var answer = await Owner.PostAsJsonAsync($"/api/v1/rooms/{Slug}/members", new { userId = await IdOfAsync(person), role });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Somebody joins and is seen in the room, as the media server would tell.</summary>
    public async Task<string> BringInsideAsync(HttpClient visitor, string name = "Olga")
    {
        using var joined = await JoinAsync(visitor, name);
        Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
        var identity = (await RunningServer.JsonOf(joined)).GetProperty("identity").GetString()!;
        await ChangeAdmissionAsync(identity, EventTypes.ParticipantJoined, admission => admission.JoinedAt = DateTimeOffset.UtcNow);
        return identity;
    }

    public Task TakeOutAsync(string identity) =>
        ChangeAdmissionAsync(identity, EventTypes.ParticipantLeft, admission => admission.LeftAt = DateTimeOffset.UtcNow);

    public async Task ChangeAdmissionAsync(string identity, string then, Action<Admission> change)
    {
        var roomId = await UseDatabaseAsync(async db =>
        {
            var admission = await db.Admissions.SingleAsync(a => a.Identity == identity);
            change(admission);
            await db.SaveChangesAsync();
            return admission.RoomId;
        });
        Server.App.Services.GetRequiredService<EventFeed>().Publish(new(then, DateTimeOffset.UtcNow, roomId, new { }));
    }

    public async Task<T> UseDatabaseAsync<T>(Func<VisioDb, Task<T>> use)
    {
        await using var scope = Server.App.Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<VisioDb>());
    }

    public async ValueTask DisposeAsync()
    {
        _visitors.ForEach(visitor => visitor.Dispose());
        await Server.DisposeAsync();
    }
}
