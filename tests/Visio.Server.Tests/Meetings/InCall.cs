using System.Net.Http.Json;
using System.Text.Json;
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
            return await SignalClient.JoinAsync(server.Address, token, request);
        }

        request.PublisherOffer = new() { Type = "offer", Sdp = Offers.Placeholders, Id = 1 };
        var client = await SignalClient.JoinAsync(server.Address, token, request);
        await client.WaitAsync(r => r.Answer is not null);
        return client;
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

    /// <summary>Waits to be taken out.</summary>
    /// <returns>The reason that the server's last words gave.</returns>
    public async Task<string?> WaitForRemovalAsync()
    {
        await Client.WaitForCloseAsync();
        Assert.Equal(DisconnectReason.ParticipantRemoved, Client.Received[^1].Leave?.Reason);
        return Client.Received[^2].Update?.Participants[0].Attributes.GetValueOrDefault("visio.removed");
    }

    /// <summary>Whether any token this person ever had still lets in: anew, or as a resume.</summary>
    public async Task<bool> MayComeBackAsync()
    {
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

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        Browser.Dispose();
    }
}
