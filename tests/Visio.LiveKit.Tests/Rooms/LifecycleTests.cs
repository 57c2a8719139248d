using System.Net;
using System.Net.WebSockets;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Tests.Signalling;

namespace Visio.LiveKit.Tests.Rooms;

public sealed class LifecycleTests
{
    [Fact]
    public async Task Draining_tells_everybody_to_leave_and_refuses_new_joins()
    {
        var host = new LiveKitHost();
        await host.InitializeAsync();
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", "room"));
        Assert.Equal(1, host.Server.CountParticipants("room"));

        await host.Server.DrainAsync(CancellationToken.None);

        await ann.WaitForCloseAsync();
        Assert.Equal(DisconnectReason.ServerShutdown, ann.Received[^1].Leave.Reason);
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => SignalClient.JoinAsync(host.Address, LiveKitHost.Token("bob", "room")));
        Assert.Contains("503", refused.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0, 1L), (host.Server.SignallingStats().Rooms, host.Server.CountParticipants("room"), host.Server.SignallingStats().Joins));
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Draining_waits_for_those_who_ask_over_requests_and_for_nobody_who_has_left()
    {
        var host = new LiveKitHost();
        await host.InitializeAsync();
        var bob = await HttpSignalClient.JoinAsync(host.Http, LiveKitHost.Token("bob", "room"));
        await bob.SendAsync(new() { Leave = new() { Reason = DisconnectReason.ClientInitiated } });
        using var left = await bob.PostAsync(bob.Next, HttpSignalClient.Frame(HttpSignalClient.Close, []));
        var ann = await HttpSignalClient.JoinAsync(host.Http, LiveKitHost.Token("ann", "room"));

        var draining = host.Server.DrainAsync(CancellationToken.None);
        Assert.NotSame(draining, await Task.WhenAny(draining, Task.Delay(TimeSpan.FromSeconds(0.5))));
        await ann.WaitForCloseAsync();
        using var answered = await ann.PostAsync(ann.Next, HttpSignalClient.Frame(HttpSignalClient.Close, []));
        await draining.WaitAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(DisconnectReason.ServerShutdown, ann.Received[^1].Leave.Reason);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Without_automatic_rooms_only_created_ones_are_joined()
    {
        var host = new LiveKitHost(o => o.AutoCreateRooms = false);
        await host.InitializeAsync();
        using var response = await host.Http.GetAsync(new Uri(
            $"/rtc/v1/validate?access_token={LiveKitHost.Token("ann", "room")}&join_request={JoinRequests.Plain(JoinRequests.Default())}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("requested room does not exist", await response.Content.ReadAsStringAsync());
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_room_closes_some_time_after_the_last_has_left()
    {
        var host = new LiveKitHost(o => o.DepartureTimeout = TimeSpan.Zero);
        await host.InitializeAsync();
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", "room"));
        var room = host.Server.Rooms.Find("room")!;

        await ann.SendAsync(new() { Leave = new() });

        await room.Completion.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Null(host.Server.Rooms.Find("room"));
        await host.DisposeAsync();
    }
}
