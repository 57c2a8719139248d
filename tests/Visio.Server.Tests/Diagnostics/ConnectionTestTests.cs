using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Visio.LiveKit.Tokens;
using Visio.Server.Diagnostics;
using Visio.Server.Media;
using Visio.Server.Settings;
using Visio.Server.Tests.Admin;
using Visio.Server.Tests.Meetings;

namespace Visio.Server.Tests.Diagnostics;

public sealed class ConnectionTestTests
{
    [Fact]
    public async Task Two_meet_in_a_room_that_the_product_never_hears_of()
    {
        await using var server = await RunningServer.StartAsync();
        using var visitor = server.NewVisitor();
        var audited = await server.InDatabaseAsync(db => db.AuditLog.CountAsync());
        using var begun = await visitor.PostAsJsonAsync("/api/v1/diagnostics/connection", new { });
        Assert.Equal(HttpStatusCode.OK, begun.StatusCode);
        var test = await RunningServer.JsonOf(begun);
        Assert.Equal($"ws://{server.Address.Authority}", test.GetProperty("serverUrl").GetString());
        Assert.Equal(300, test.GetProperty("expiresIn").GetInt32());
        var tokens = test.GetProperty("tokens").EnumerateArray().Select(token => token.GetString()!).ToList();
        Assert.Equal(2, tokens.Count);

        await using var sender = await InCall.ConnectAsync(server, tokens[0]);
        await using var receiver = await InCall.ConnectAsync(server, tokens[1]);
        Assert.Equal("test_a", Assert.Single(receiver.Join.OtherParticipants).Identity);
        Assert.True(sender.Join.Participant.Permission is { CanPublish: true, CanSubscribe: true, CanPublishData: true, CanUpdateMetadata: false });

        using var admin = await server.NewSignedInVisitorAsync("Root");
        Assert.Equal(0, await server.InDatabaseAsync(db => db.Rooms.CountAsync()));
        Assert.Equal(0, await server.InDatabaseAsync(db => db.Meetings.CountAsync()));
        Assert.Equal(0, await server.InDatabaseAsync(db => db.Admissions.CountAsync()));
        Assert.Equal(audited, await server.InDatabaseAsync(db => db.AuditLog.CountAsync()));
        using var lookedUp = await visitor.GetAsync($"/api/v1/rooms/{sender.Join.Room.Name}");
        Assert.Equal(HttpStatusCode.NotFound, lookedUp.StatusCode);
    }

    [Fact]
    public async Task Every_test_has_a_room_of_its_own_and_its_tokens_open_no_other()
    {
        await using var server = await RunningServer.StartAsync();
        var tests = server.App.Services.GetRequiredService<ConnectionTests>();
        await using var one = await InCall.ConnectAsync(server, tests.Begin()!.Value.Tokens[0]);
        await using var other = await InCall.ConnectAsync(server, tests.Begin()!.Value.Tokens[1]);
        Assert.NotEqual(one.Join.Room.Name, other.Join.Room.Name);
        Assert.Empty(other.Join.OtherParticipants);
    }

    [Fact]
    public async Task A_test_that_is_over_lets_nobody_in_not_even_with_a_renewed_token()
    {
        await using var server = await RunningServer.StartAsync();
        var tests = server.App.Services.GetRequiredService<ConnectionTests>();
        var tokens = tests.Begin()!.Value.Tokens;
        await using var sender = await InCall.ConnectAsync(server, tokens[0]);
        var renewed = sender.Received.Last(r => r.RefreshToken.Length > 0).RefreshToken;
        await server.App.Services.GetRequiredService<ILiveRooms>().CloseAsync(sender.Join.Room.Name);
        foreach (var token in new[] { tokens[0], tokens[1], renewed })
        {
            await Assert.ThrowsAsync<WebSocketException>(() => InCall.ConnectAsync(server, token));
        }
    }

    [Fact]
    public async Task Tests_end_after_five_minutes_and_only_so_many_go_on_at_once()
    {
        var time = new ManualTime();
        using var data = new TemporaryFolder();
        var tests = new ConnectionTests(SettingsLoader.Load(new SettingsSource { Dev = true, Data = data.Path }), time);
        Assert.All(Enumerable.Range(0, ConnectionTests.AtOnce), _ => Assert.NotNull(tests.Begin()));
        Assert.Null(tests.Begin());
        Assert.Empty(tests.Late());

        time.Advance(ConnectionTests.Lifetime);
        var late = tests.Late();
        Assert.Equal(ConnectionTests.AtOnce, late.Count);
        Assert.Null(await tests.ReviewAsync(new AccessToken { Video = new() { Room = late[0] } }));
        tests.End(late[0]);
        Assert.NotNull(tests.Begin());
    }

    [Fact]
    public async Task One_visitor_cannot_take_all_tests()
    {
        await using var server = await RunningServer.StartAsync(settings => settings with { RateLimits = new() { RoomsPerSessionPerMinute = 2 } });
        using var visitor = server.NewVisitor();
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            using var answer = await visitor.PostAsJsonAsync("/api/v1/diagnostics/connection", new { });
            answers.Add(answer.StatusCode);
        }

        // The first was asked by somebody whom the server had never seen.
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], answers);
    }
}
