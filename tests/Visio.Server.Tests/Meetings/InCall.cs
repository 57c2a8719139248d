using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Tests;

namespace Visio.Server.Tests.Meetings;

/// <summary>Somebody who has entered a room through the API, with a real signalling connection.</summary>
internal sealed class InCall : IAsyncDisposable
{
    private readonly RunningServer _server;
    private readonly string _slug;

    private InCall(RunningServer server, string slug, HttpClient browser, JsonElement ticket, SignalClient client)
    {
        _server = server;
        _slug = slug;
        Browser = browser;
        Identity = ticket.GetProperty("identity").GetString()!;
        Token = ticket.GetProperty("token").GetString()!;
        Client = client;
    }

    public HttpClient Browser { get; }

    public string Identity { get; }

    /// <summary>The token of the join.</summary>
    public string Token { get; }

    public SignalClient Client { get; }

    /// <summary>The newest token that the media server gave.</summary>
    public string RefreshToken => Client.Received.Last(r => r.RefreshToken.Length > 0).RefreshToken;

    /// <summary>Joins over the API and connects.</summary>
    public static async Task<InCall> EnterAsync(RunningServer server, string slug, HttpClient browser, string name)
    {
        var ticket = await TicketAsync(slug, browser, name);
        return new(server, slug, browser, ticket, await ConnectAsync(server, ticket.GetProperty("token").GetString()!));
    }

    public static async Task<JsonElement> TicketAsync(string slug, HttpClient browser, string name)
    {
        using var joined = await browser.PostAsJsonAsync($"/api/v1/rooms/{slug}/join", new { displayName = name });
        Assert.Equal(System.Net.HttpStatusCode.OK, joined.StatusCode);
        return await RunningServer.JsonOf(joined);
    }

    public static async Task<SignalClient> ConnectAsync(RunningServer server, string token, string? resume = null)
    {
        var request = JoinRequests.Default();
        if (resume is not null)
        {
            (request.Reconnect, request.ParticipantSid) = (true, resume);
            return await SignalClient.JoinAsync(server.MediaAddress, token, request);
        }

        request.PublisherOffer = new() { Type = "offer", Sdp = Offers.Placeholders, Id = 1 };
        var client = await SignalClient.JoinAsync(server.MediaAddress, token, request);
        await client.WaitAsync(r => r.Answer is not null || r.Leave is not null);
        if (server.Remote is not null)
        {
            // A media server elsewhere tells of those whose media is up, and of nobody else.
            await ConnectMediaAsync(server, client);
        }

        if (server.Child is not null)
        {
            // Who asks the product something comes over the same socket, but the product is told over another.
            var rooms = server.App.Services.GetRequiredService<Visio.Server.Meetings.LiveRoster>();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (!rooms.IsPresent(client.Join.Room.Name, client.Join.Participant.Identity) && Visio.Server.Meetings.LiveRoster.IsAdmission(client.Join.Participant.Identity))
            {
                await Task.Delay(5, limit.Token);
            }
        }

        return client;
    }

    /// <summary>
    /// Makes somebody stay for as long as a test takes: pings are answered, and the room is told, as its media loop would, that the
    /// transport is up, and is not told half a minute later that no packet came.
    /// </summary>
    public static async Task StayAsync(RunningServer server, SignalClient client)
    {
        await ConnectMediaAsync(server, client);
        var room = server.Engine.Rooms.Find(client.Join.Room.Name)!;
        await room.AskAsync(parts => parts.Room.Peers.Remove(parts.Room.Participants[client.Join.Participant.Identity].Peer));
        client.Stay();
    }

    /// <summary>Has the room believe that the transport is up, if the room has not been closed in the meantime.</summary>
    public static async Task ConnectMediaAsync(RunningServer server, SignalClient client)
    {
        if (server.Engine.Rooms.Find(client.Join.Room.Name) is not { } room)
        {
            return;
        }

        await room.AskAsync(parts =>
        {
            var participant = parts.Room.Participants.GetValueOrDefault(client.Join.Participant.Identity);
            if (participant is not null)
            {
                parts.Membership.Connected(participant, participant.PrimaryPeer);
            }

            return true;
        });
    }

    /// <summary>Asks something of the meeting: <c>mute</c>, <c>remove</c>, …</summary>
    public Task<HttpResponseMessage> AskAsync(string what, object body) => Browser.PostAsJsonAsync($"/api/v1/rooms/{_slug}/meeting/{what}", body);

    /// <summary>Asks, and expects it to be done.</summary>
    public async Task DoAsync(string what, object body)
    {
        using var answer = await AskAsync(what, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Asks, and expects to be refused.</summary>
    /// <returns>The code of the refusal.</returns>
    public async Task<string?> RefusedAsync(string what, object body)
    {
        using var answer = await AskAsync(what, body);
        Assert.InRange((int)answer.StatusCode, 400, 499);
        return await RunningServer.CodeOf(answer);
    }

    /// <summary>Waits until others, or this one itself, see this participant as wanted.</summary>
    public Task<SignalResponse> SeesAsync(InCall who, Predicate<ParticipantInfo> isWanted) =>
        Client.WaitAsync(r => r.Update?.Participants.Any(p => p.Identity == who.Identity && isWanted(p)) == true);

    /// <summary>
    /// Expects who has just come to be as wanted: from the first moment, or a moment later where the media server is another one, which
    /// takes a token for what it says until the product has seen who came.
    /// </summary>
    public static async Task ArrivesAsync(RunningServer server, SignalClient client, Predicate<ParticipantInfo> isWanted)
    {
        var self = client.Join.Participant;
        if (server.Remote is null)
        {
            Assert.True(isWanted(self), self.ToString());
        }
        else if (!isWanted(self))
        {
            await client.WaitAsync(r => r.Update?.Participants.Any(p => p.Identity == self.Identity && isWanted(p)) == true);
        }
    }

    /// <summary>Waits to be taken out.</summary>
    /// <returns>The reason that the server's last words gave.</returns>
    public async Task<string?> WaitForRemovalAsync()
    {
        await Client.WaitForCloseAsync();
        Assert.Equal(DisconnectReason.ParticipantRemoved, Client.Received[^1].Leave?.Reason);
        var last = Client.Received.Last(r => r.Update?.Participants.Any(p => p.Identity == Identity) == true);
        return last.Update.Participants.Last(p => p.Identity == Identity).Attributes.GetValueOrDefault("visio.removed");
    }

    /// <summary>Whether any token this person ever had still lets in: anew, or as a resume.</summary>
    public async Task<bool> MayComeBackAsync()
    {
        if (_server.Remote is not null)
        {
            return await StaysInsideAsync(Token) || await StaysInsideAsync(RefreshToken);
        }

        foreach (var token in new[] { Token, RefreshToken })
        {
            using var validated = await Browser.GetAsync(RunningServer.ValidateUrl(token));
            if (validated.IsSuccessStatusCode)
            {
                return true;
            }

            await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => ConnectAsync(_server, token, Client.Join.Participant.Sid));
        }

        return false;
    }

    /// <summary>A media server elsewhere may let somebody in, and is told within a moment to take them out.</summary>
    private async Task<bool> StaysInsideAsync(string token)
    {
        try
        {
            await using var back = await ConnectAsync(_server, token);
            await back.WaitForCloseAsync();
            return back.Received[^1].Leave?.Reason is not (DisconnectReason.ParticipantRemoved or DisconnectReason.RoomDeleted);
        }
        catch (System.Net.WebSockets.WebSocketException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        Browser.Dispose();
    }
}
