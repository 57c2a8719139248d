using System.Net;
using System.Net.WebSockets;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Tokens;

namespace Visio.LiveKit.Tests.Signalling;

public sealed class TokenReviewTests
{
    [Fact]
    public async Task A_token_that_was_taken_back_lets_nobody_in_again()
    {
        var revoked = false;
        await using var running = await Running.StartAsync(token => revoked ? null : token);
        var token = LiveKitHost.Token("ann", "room");
        await using var ann = await SignalClient.JoinAsync(running.Host.Address, token);
        var fresh = ann.Received.Last(r => r.RefreshToken.Length > 0).RefreshToken;

        revoked = true;

        var resume = JoinRequests.Default();
        (resume.Reconnect, resume.ParticipantSid) = (true, ann.Join.Participant.Sid);
        foreach (var (old, request) in new[] { (token, null), (fresh, null), (token, resume), (fresh, resume) })
        {
            var refused = await Assert.ThrowsAsync<WebSocketException>(() => SignalClient.ConnectAsync(running.Host.Address, old, request));
            Assert.Contains("401", refused.Message, StringComparison.Ordinal);
        }

        using var validated = await running.Host.Http.GetAsync(new Uri(
            $"/rtc/v1/validate?access_token={fresh}&join_request={JoinRequests.Plain(JoinRequests.Default())}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, validated.StatusCode);
        Assert.Equal("the token was taken back", await validated.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Rights_and_description_are_those_of_today()
    {
        await using var running = await Running.StartAsync(token => token with
        {
            Name = "Today",
            Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["role"] = "guest" },
            Video = token.Video! with { CanPublish = false, CanPublishSources = [], CanPublishData = false },
            RoomConfig = """{"metadata":"as the host says"}""",
        });

        await using var ann = await SignalClient.JoinAsync(running.Host.Address, LiveKitHost.Token("ann", "room", new() { CanPublish = true, RoomAdmin = true }));

        var self = ann.Join.Participant;
        Assert.Equal(("Today", "guest", false, false), (self.Name, self.Attributes["role"], self.Permission.CanPublish, self.Permission.CanPublishData));
        Assert.Equal("as the host says", ann.Join.Room.Metadata);
        await ann.SendAsync(new() { AddTrack = new() { Cid = "c", Source = TrackSource.Microphone } });
        await ann.WaitAsync(r => r.RequestResponse is { Reason: RequestResponse.Types.Reason.NotAllowed });
    }

    [Fact]
    public async Task Only_tokens_with_a_good_signature_are_asked_about()
    {
        var asked = 0;
        await using var running = await Running.StartAsync(token =>
        {
            asked++;
            return token;
        });
        var forged = new AccessToken { Identity = "ann", Video = new() { RoomJoin = true, Room = "room" } }
            .Sign(LiveKitHost.Key, "another secret", TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));

        await Assert.ThrowsAsync<WebSocketException>(() => SignalClient.ConnectAsync(running.Host.Address, forged));

        Assert.Equal(0, asked);
    }

    private sealed class Running : IAsyncDisposable
    {
        private Running(LiveKitHost host) => Host = host;

        public LiveKitHost Host { get; }

        public static async Task<Running> StartAsync(Func<AccessToken, AccessToken?> review)
        {
            var host = new LiveKitHost(o => o.ReviewToken = token => ValueTask.FromResult(review(token)));
            await host.InitializeAsync();
            return new(host);
        }

        public async ValueTask DisposeAsync() => await Host.DisposeAsync();
    }
}
