using System.Net;
using System.Net.WebSockets;
using System.Text;
using Google.Protobuf;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Signalling;

namespace Visio.LiveKit.Tests.Signalling;

/// <summary>The same sessions as over WebSockets, over requests that come one after the other and may be cut.</summary>
public sealed class HttpSignallingTests(LiveKitHost host) : IClassFixture<LiveKitHost>
{
    [Fact]
    public async Task Joins_and_hears_of_those_who_join_over_a_socket()
    {
        const string room = nameof(Joins_and_hears_of_those_who_join_over_a_socket);
        var before = host.Server.SignallingStats().OverHttp;
        var ann = await HttpSignalClient.JoinAsync(host.Http, LiveKitHost.Token("ann", room));
        await using var bob = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("bob", room));

        var joined = await ann.WaitAsync(r => r.Update is not null);
        Assert.Equal("bob", joined.Update.Participants[0].Identity);
        Assert.Equal(["ann"], bob.Join.OtherParticipants.Select(p => p.Identity));
        Assert.Equal(before + 1, host.Server.SignallingStats().OverHttp);
    }

    [Fact]
    public async Task Joins_with_two_connections()
    {
        using var answer = await HttpSignalClient.OpenAsync(
            host.Http, LiveKitHost.Token("ann", nameof(Joins_with_two_connections)), "protocol=17&sdk=js&version=2.23.0", "/rtc/http");

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Fact]
    public async Task A_socket_that_is_late_does_not_take_the_place_of_the_session_that_was_begun_instead()
    {
        var (isReviewed, mayGoOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var slow = new LiveKitHost(o => o.ReviewToken = async token =>
        {
            if (isReviewed.TrySetResult())
            {
                await mayGoOn.Task;
            }

            return token;
        });
        await slow.InitializeAsync();
        var token = LiveKitHost.Token("ann", "room");
        var form = $"join_request={JoinRequests.Plain(JoinRequests.Default())}&attempt=one";
        using var socket = new ClientWebSocket { Options = { CollectHttpResponseDetails = true } };
        var connecting = socket.ConnectAsync(new UriBuilder(slow.Address) { Scheme = "ws", Path = "/rtc/v1", Query = $"access_token={token}&{form}" }.Uri, CancellationToken.None);
        await isReviewed.Task;
        using var answer = await HttpSignalClient.OpenAsync(slow.Http, token, form);
        mayGoOn.SetResult();

        await Assert.ThrowsAsync<WebSocketException>(() => connecting);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Conflict), (answer.StatusCode, socket.HttpStatusCode));
        Assert.Equal(1, slow.Server.SignallingStats().Participants);
        await slow.DisposeAsync();
    }

    [Theory]
    [InlineData("/rtc/v1/http", "", "join_request is required")]
    [InlineData("/rtc/v1/http", "join_request=%21", "join_request cannot be decoded")]
    [InlineData("/rtc/http", "attributes=%21", "attributes cannot be decoded")]
    public async Task Refuses_what_a_socket_is_refused(string path, string form, string text)
    {
        using var answer = await HttpSignalClient.OpenAsync(host.Http, LiveKitHost.Token("ann", "room"), form, path);

        Assert.Equal((HttpStatusCode.BadRequest, text), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Refuses_a_join_without_a_token_and_one_that_is_too_long()
    {
        using var stranger = await HttpSignalClient.OpenAsync(host.Http, "x", "join_request=" + JoinRequests.Plain(JoinRequests.Default()));
        using var longer = await HttpSignalClient.OpenAsync(host.Http, LiveKitHost.Token("ann", "room"), new string('x', 70_000));

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.RequestEntityTooLarge], [stranger.StatusCode, longer.StatusCode]);
    }

    [Fact]
    public async Task Messages_are_taken_in_order_and_once()
    {
        var ann = await HttpSignalClient.JoinAsync(host.Http, LiveKitHost.Token("ann", nameof(Messages_are_taken_in_order_and_once)));
        byte[] Ping(long number) => HttpSignalClient.Frame(HttpSignalClient.Binary, new SignalRequest { PingReq = new() { Timestamp = number } }.ToByteArray());

        using var first = await ann.PostAsync(0, [.. Ping(1), .. Ping(2)]);
        // The answer was lost on the way: the client says it all again, with what it has to say since.
        using var again = await ann.PostAsync(0, [.. Ping(1), .. Ping(2), .. Ping(3)]);
        using var ahead = await ann.PostAsync(7, Ping(8));
        using var next = await ann.PostAsync(3, Ping(4));
        await ann.WaitAsync(r => r.PongResp?.LastPingTimestamp == 4);

        Assert.Equal([1, 2, 3, 4], ann.Received.Where(r => r.PongResp is not null).Select(r => r.PongResp.LastPingTimestamp));
        Assert.Equal(HttpStatusCode.Conflict, ahead.StatusCode);
    }

    [Fact]
    public async Task What_was_cut_on_the_way_is_fetched_again()
    {
        var ann = await HttpSignalClient.ConnectAsync(host.Http, LiveKitHost.Token("ann", nameof(What_was_cut_on_the_way_is_fetched_again)));

        using var lost = await ann.PollAsync(0);
        using var again = await ann.PollAsync(0);

        Assert.Equal(HttpStatusCode.OK, lost.StatusCode);
        var (first, second) = (await lost.Content.ReadAsByteArrayAsync(), await again.Content.ReadAsByteArrayAsync());
        Assert.Equal(first, second.AsSpan(0, first.Length).ToArray());
        ann.After += ann.Read(second);
        await ann.WaitAsync(r => r.RefreshToken.Length > 0);
        Assert.Single(ann.Received, r => r.Join is not null);
    }

    [Fact]
    public async Task A_newer_request_for_messages_takes_the_place_of_the_older()
    {
        var ann = await HttpSignalClient.JoinAsync(host.Http, LiveKitHost.Token("ann", nameof(A_newer_request_for_messages_takes_the_place_of_the_older)));
        var older = ann.PollAsync(ann.After);
        var newer = ann.PollAsync(ann.After);

        // Which of the two arrives first is the network's choice.
        using var ended = await await Task.WhenAny(older, newer);
        Assert.Equal(HttpStatusCode.Conflict, ended.StatusCode);
        await ann.SendAsync(new() { PingReq = new() { Timestamp = 5 } });
        var statuses = await Task.WhenAll(older, newer);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], statuses.Select(s => s.StatusCode).Order());
    }

    [Fact]
    public async Task Asking_for_messages_that_were_never_sent_or_are_acknowledged_is_refused()
    {
        var ann = await HttpSignalClient.JoinAsync(host.Http, LiveKitHost.Token("ann", nameof(Asking_for_messages_that_were_never_sent_or_are_acknowledged_is_refused)));
        using var ahead = await ann.PollAsync(ann.After + 1000);
        using var cut = new CancellationTokenSource();
        var waiting = ann.PollAsync(ann.After, cut.Token);
        await ann.SendAsync(new() { PingReq = new() { Timestamp = 1 } });
        using var _ = await waiting;
        using var behind = await ann.PollAsync(0);
        using var nonsense = await ann.PollAsync(-1);

        Assert.Equal(
            [HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.BadRequest], [ahead.StatusCode, behind.StatusCode, nonsense.StatusCode]);
    }

    [Theory]
    [InlineData(new byte[] { 2, 0, 0 })]
    [InlineData(new byte[] { 2, 0, 0, 0, 9, 1 })]
    [InlineData(new byte[] { 2, 255, 255, 255, 255, 1 })]
    [InlineData(new byte[] { 7, 0, 0, 0, 0 })]
    public async Task A_body_that_is_not_made_of_messages_is_refused_and_the_session_goes_on(byte[] body)
    {
        var ann = await HttpSignalClient.JoinAsync(host.Http, LiveKitHost.Token("ann", "body" + Convert.ToHexString(body)));

        using var answer = await ann.PostAsync(0, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        await ann.SendAsync(new() { PingReq = new() { Timestamp = 1 } });
        await ann.WaitAsync(r => r.PongResp is not null);
    }

    [Fact]
    public async Task Malformed_signalling_ends_its_session_and_says_so()
    {
        const string room = nameof(Malformed_signalling_ends_its_session_and_says_so);
        await using var bob = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("bob", room));
        var ann = await HttpSignalClient.JoinAsync(host.Http, LiveKitHost.Token("ann", room));

        using var taken = await ann.PostAsync(0, HttpSignalClient.Frame(HttpSignalClient.Binary, [0xFF, 0xFF, 0xFF]));

        Assert.Equal(1007, await ann.WaitForCloseAsync());
        Assert.Equal(DisconnectReason.StateMismatch, ann.Received[^1].Leave.Reason);
        await bob.WaitAsync(r => r.Update?.Participants is [{ State: ParticipantInfo.Types.State.Disconnected }]);
    }

    [Fact]
    public async Task A_message_that_is_too_large_ends_the_session_and_a_body_that_is_too_large_is_refused()
    {
        var ann = await HttpSignalClient.JoinAsync(host.Http, LiveKitHost.Token("ann", nameof(A_message_that_is_too_large_ends_the_session_and_a_body_that_is_too_large_is_refused)));

        using var refused = await ann.PostAsync(0, new byte[SignalCodec.MaxMessageSize + (64 * 1024) + 1]);
        using var taken = await ann.PostAsync(0, HttpSignalClient.Frame(HttpSignalClient.Binary, new byte[SignalCodec.MaxMessageSize + 1]));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.Equal(1009, await ann.WaitForCloseAsync());
    }

    [Fact]
    public async Task Text_is_answered_with_text()
    {
        var ann = await HttpSignalClient.JoinAsync(host.Http, LiveKitHost.Token("ann", nameof(Text_is_answered_with_text)));

        using var taken = await ann.PostAsync(0, HttpSignalClient.Frame(HttpSignalClient.Text, Encoding.UTF8.GetBytes("""{"pingReq":{"timestamp":"7"}}""")));

        using var answer = await ann.PollAsync(ann.After);
        Assert.Equal(HttpSignalClient.Text, (await answer.Content.ReadAsByteArrayAsync())[0]);
    }

    [Fact]
    public async Task The_others_see_a_client_go_that_closes()
    {
        const string room = nameof(The_others_see_a_client_go_that_closes);
        await using var bob = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("bob", room));
        var ann = await HttpSignalClient.JoinAsync(host.Http, LiveKitHost.Token("ann", room));

        await ann.SendAsync(new() { Leave = new() { Reason = DisconnectReason.ClientInitiated } });
        using var taken = await ann.PostAsync(ann.Next, HttpSignalClient.Frame(HttpSignalClient.Close, []));

        await bob.WaitAsync(r => r.Update?.Participants is [{ Identity: "ann", State: ParticipantInfo.Types.State.Disconnected }]);
    }

    [Fact]
    public async Task Without_the_key_there_is_nothing()
    {
        using var stranger = await new HttpSignalClient(host.Http).PollAsync(0);
        using var bare = await host.Http.GetAsync(new Uri("/rtc/http/messages?after=0", UriKind.Relative));
        using var socket = await host.Http.GetAsync(new Uri("/rtc/http", UriKind.Relative));

        Assert.Equal([HttpStatusCode.Gone, HttpStatusCode.Gone, HttpStatusCode.NotFound], [stranger.StatusCode, bare.StatusCode, socket.StatusCode]);
    }

    [Fact]
    public async Task Answers_may_be_read_by_every_origin_and_kept_by_nobody()
    {
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/rtc/http/messages");
        preflight.Headers.Add("Origin", "https://elsewhere.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization");
        using var allowed = await host.Http.SendAsync(preflight);
        var ann = await HttpSignalClient.ConnectAsync(host.Http, LiveKitHost.Token("ann", "everywhere"));
        using var answer = await ann.PollAsync(0);

        Assert.Equal("authorization", string.Join(',', allowed.Headers.GetValues("Access-Control-Allow-Headers")));
        Assert.Equal("*", string.Join(',', answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.True(answer.Headers.CacheControl is { NoStore: true, NoTransform: true });
        Assert.NotNull(answer.Content.Headers.ContentLength);
    }
}
