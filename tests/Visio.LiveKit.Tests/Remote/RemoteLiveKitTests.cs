using System.Net;
using System.Text;
using Visio.LiveKit.Tests.Recorded;
using Visio.LiveKit.Webhooks;

namespace Visio.LiveKit.Tests.Remote;

/// <summary>How a server elsewhere is called when it misbehaves; what it does when it behaves is shown with a real one.</summary>
public sealed class RemoteLiveKitTests
{
    private const string Secret = "the secret of the key, of 32 characters";

    [Fact]
    public async Task A_server_that_never_answers_is_given_up()
    {
        using var remote = Remote(async (_, stop) =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            throw new InvalidOperationException("unreachable");
        });
        var failed = await Assert.ThrowsAsync<LiveKitUnavailableException>(() => remote.CheckAsync(CancellationToken.None));
        Assert.Contains("no answer within 5 s", failed.Message, StringComparison.Ordinal);
        Assert.NotNull(remote.Failure);
    }

    [Fact]
    public async Task Somebody_who_gives_up_first_is_not_the_servers_failure()
    {
        using var stop = new CancellationTokenSource();
        using var remote = Remote(async (_, given) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, given);
            throw new InvalidOperationException("unreachable");
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => remote.CheckAsync(stop.Token));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "invalid API key", "the API key or its secret is not the server's")]
    [InlineData(HttpStatusCode.BadGateway, "<html>", "BadGateway (502): no LiveKit API")]
    [InlineData(HttpStatusCode.ServiceUnavailable, """{"code":"unavailable","msg":"no response from servers"}""", "unavailable (503): no response from servers")]
    [InlineData(HttpStatusCode.OK, "no protobuf \u0001", "not LiveKit's")]
    public async Task What_it_answers_instead_is_said(HttpStatusCode status, string body, string said)
    {
        using var remote = Remote((_, _) => Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8) }));
        var failed = await Assert.ThrowsAsync<LiveKitUnavailableException>(() => remote.CheckAsync(CancellationToken.None));
        Assert.Contains(said, failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("the secret", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_one_of_many_has_left_the_others_are_muted_all_the_same()
    {
        var muted = 0;
        using var remote = Remote((request, _) => Task.FromResult(request.RequestUri!.Segments[^1] switch
        {
            "ListParticipants" => Answer(new Protocol.ListParticipantsResponse { Participants = { Person("ann"), Person("bob"), Person("eve") } }),
            "MutePublishedTrack" when Read(request, Protocol.MuteRoomTrackRequest.Parser).Identity == "bob" =>
                new(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("""{"code":"unavailable","msg":"no response from servers"}""") },
            "MutePublishedTrack" => Muted(),
            _ => new(HttpStatusCode.NotFound) { Content = new StringContent("""{"code":"not_found","msg":"participant does not exist"}""") },
        }));
        Assert.Equal(["ann", "eve"], await remote.MuteAsync("r", (_, _) => true));
        Assert.Equal(2, muted);

        HttpResponseMessage Muted()
        {
            Interlocked.Increment(ref muted);
            return Answer(new Protocol.MuteRoomTrackResponse());
        }
    }

    [Fact]
    public async Task Webhooks_that_the_reference_server_sent_are_followed()
    {
        using var remote = Remote((_, _) => throw new InvalidOperationException("nothing is asked"));
        var told = new List<LiveEvent>();
        using var listening = remote.Subscribe(told.Add);
        foreach (var body in RecordedJson.Lines("webhooks.jsonl"))
        {
            Assert.True(await ReceiveAsync(remote, body));
        }

        Assert.Equal(
            ["RoomStarted", "ParticipantJoined A", "ParticipantJoined B", "ParticipantLeft A Left", "ParticipantLeft B Left", "RoomFinished"],
            told.Select(e => string.Join(' ', new[] { e.Kind.ToString(), e.Participant?.Identity, e.Departure?.ToString() }.OfType<string>())));
        Assert.Empty(remote.Rooms());
    }

    [Fact]
    public async Task What_a_newer_server_says_is_looked_up_and_what_another_signed_is_not_believed()
    {
        using var remote = Remote((_, _) => throw new InvalidOperationException("nothing is asked"));
        Assert.True(await ReceiveAsync(remote, """{"event":"participant_joined","participant":{"kind":["?"]}}"""));
        await remote.DoubtAsync(TimeSpan.FromMinutes(1), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(await ReceiveAsync(
            remote, """{"event":"participant_joined","room":{"sid":"RM_1","name":"r","novel":1},"participant":{"sid":"PA_1","identity":"ann","capabilities":["CAP_OF_TOMORROW"]}}"""));
        Assert.Equal(1, remote.CountParticipants("r"));
        Assert.False(await ReceiveAsync(remote, """{"event":"room_finished","room":{"sid":"RM_1","name":"r"}}""", "another secret, also of 32 characters"));
        Assert.Equal(["r"], remote.Rooms());
    }

    [Fact]
    public async Task A_room_that_somebody_opened_again_before_its_deletion_was_answered_is_followed()
    {
        RemoteLiveKit? server = null;
        using var remote = Remote(async (_, _) =>
        {
            await ReceiveAsync(server!, """{"event":"room_finished","room":{"sid":"RM_1","name":"r","creationTime":"1"}}""");
            await ReceiveAsync(server!, """{"event":"room_started","room":{"sid":"RM_2","name":"r","creationTime":"2"}}""");
            return Answer(new Protocol.DeleteRoomResponse());
        });
        server = remote;
        await ReceiveAsync(remote, """{"event":"room_started","room":{"sid":"RM_1","name":"r","creationTime":"1"}}""");
        await remote.CloseAsync("r");
        await ReceiveAsync(remote, """{"event":"participant_joined","room":{"sid":"RM_2","name":"r","creationTime":"2"},"participant":{"sid":"PA_1","identity":"ann"}}""");
        Assert.Equal(1, remote.CountParticipants("r"));
    }

    private static Task<bool> ReceiveAsync(RemoteLiveKit remote, string body, string secret = Secret)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return remote.ReceiveAsync(bytes, WebhookSignature.Sign(bytes, "key", secret, TimeProvider.System.GetUtcNow()));
    }

    private static RemoteLiveKit Remote(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) => new(
        new() { Api = new("http://livekit.invalid/"), ApiKey = "key", ApiSecret = Secret, IsOurs = _ => true },
        new Handler(answer),
        new HurriedTime());

    private static Protocol.ParticipantInfo Person(string identity) => new()
    {
        Sid = "PA_" + identity,
        Identity = identity,
        State = Protocol.ParticipantInfo.Types.State.Active,
        Tracks = { new Protocol.TrackInfo { Sid = "TR_" + identity, Source = Protocol.TrackSource.Microphone } },
    };

    private static T Read<T>(HttpRequestMessage request, Google.Protobuf.MessageParser<T> parser)
        where T : Google.Protobuf.IMessage<T> => parser.ParseFrom(request.Content!.ReadAsStream());

    private static HttpResponseMessage Answer(Google.Protobuf.IMessage message) =>
        new(HttpStatusCode.OK) { Content = new ByteArrayContent(Google.Protobuf.MessageExtensions.ToByteArray(message)) };

    private sealed class Handler(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => answer(request, cancellationToken);
    }

    /// <summary>Whose seconds last a hundredth of one.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / 100 : dueTime, period);
    }
}
