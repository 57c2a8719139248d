using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Visio.Server.Data;
using Visio.Server.Media;
using Visio.Server.Rooms;

namespace Visio.Server.Tests.Meetings;

/// <summary>A server with one public room and its owner in a call.</summary>
internal sealed class TestMeeting : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly List<InCall> _people = [];

    private TestMeeting(RunningServer server, string slug, HttpClient owner)
    {
        Server = server;
        Slug = slug;
        OwnersBrowser = owner;
    }

    public RunningServer Server { get; }

    public string Slug { get; }

    public HttpClient OwnersBrowser { get; }

    public InCall Owner => _people[0];

    public ILiveRooms Control => Server.App.Services.GetRequiredService<ILiveRooms>();

    public static async Task<TestMeeting> StartAsync(RunningServer? server = null)
    {
        server ??= await RunningServer.StartAsync();
        var owner = await server.NewSignedInVisitorAsync("Olga");
        using var created = await owner.PostAsJsonAsync("/api/v1/rooms", new { title = "Test", access = "public" });
        var meeting = new TestMeeting(server, (await RunningServer.JsonOf(created)).GetProperty("slug").GetString()!, owner);
        await meeting.EnterAsync(owner, "Olga");
        return meeting;
    }

    public async Task<InCall> EnterAsync(HttpClient browser, string name)
    {
        var person = await InCall.EnterAsync(Server, Slug, browser, name);
        _people.Add(person);
        return person;
    }

    public Task<InCall> EnterAsGuestAsync(string name = "Gus") => EnterAsync(Server.NewVisitor(), name);

    public async Task<InCall> EnterAsUserAsync(string name = "Uma") => await EnterAsync(await Server.NewSignedInVisitorAsync(name), name);

    public Task<HttpResponseMessage> PatchRoomAsync(object change) => OwnersBrowser.PatchAsJsonAsync($"/api/v1/rooms/{Slug}", change);

    /// <summary>The name of the room at the media server.</summary>
    public string Media => Assert.Single(Control.Rooms());

    public async Task<T> ReadAsync<T>(Func<VisioDb, Task<T>> read)
    {
        await using var scope = Server.App.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<VisioDb>());
    }

    public Task<Admission> AdmissionOfAsync(InCall person) =>
        ReadAsync(db => db.Admissions.AsNoTracking().SingleAsync(a => a.Identity == person.Identity));

    /// <summary>Waits until the database says so: it is written beside the call.</summary>
    public async Task WaitForAsync(Func<VisioDb, Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await ReadAsync(isSo))
        {
            await Task.Delay(20, limit.Token);
        }
    }

    public Task WaitUntilWrittenAsync(params InCall[] people)
    {
        var identities = people.Select(p => p.Identity).ToList();
        return WaitForAsync(async db => await db.Admissions.CountAsync(a => identities.Contains(a.Identity) && a.JoinedAt != null) == identities.Count);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var person in _people)
        {
            await person.DisposeAsync();
        }

        OwnersBrowser.Dispose();
        await Server.DisposeAsync();
    }
}
