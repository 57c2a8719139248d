using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Webhooks;

namespace Visio.LiveKit.Tests.Webhooks;

/// <summary>What is sent when, and what is given up, in virtual time; the receiver is a handler in place of the network.</summary>
public sealed class WebhookQueueTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ManualTime _time = new();
    private readonly Receiver _receiver = new();
    private readonly WebhookDispatcher _webhooks;

    public WebhookQueueTests()
    {
        var options = new LiveKitOptions { Keys = { ["key"] = "secret" }, Webhooks = { Urls = { new("http://app.example/hook") } } };
        _webhooks = new(options, _time, NullLogger.Instance, _receiver);
    }

    [Fact]
    public async Task Events_of_a_room_come_one_after_the_other_and_are_signed()
    {
        Add("a", "one", "two");

        var first = await _receiver.NextAsync();
        Assert.Equal(("one", 1), (first.Event.Event, _receiver.Count));
        Assert.True(await WebhookSignature.IsValidAsync(first.Body, first.Authorization, Keys("secret"), _time));
        Assert.False(await WebhookSignature.IsValidAsync(first.Body, first.Authorization, Keys("other"), _time));
        Assert.False(await WebhookSignature.IsValidAsync(first.Body.AsMemory(1), first.Authorization, Keys("secret"), _time));
        Assert.False(await WebhookSignature.IsValidAsync(first.Body, "Bearer " + first.Authorization, Keys("secret"), _time));
        first.Answer(HttpStatusCode.OK);
        var second = await _receiver.NextAsync();
        Assert.Equal("two", second.Event.Event);
        Assert.NotEqual(first.Event.Id, second.Event.Id);
        second.Answer(HttpStatusCode.NoContent);
        await FlushAsync();

        _time.Advance(TimeSpan.FromMinutes(7));
        Assert.False(await WebhookSignature.IsValidAsync(first.Body, first.Authorization, Keys("secret"), _time));
    }

    [Fact]
    public async Task What_is_refused_is_sent_again_four_times_and_the_next_event_says_that_it_is_lost()
    {
        Add("a", "one", "two");
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var request = await _receiver.NextAsync();
            Assert.Equal("one", request.Event.Event);
            request.Answer(HttpStatusCode.InternalServerError);
            if (attempt < 4)
            {
                await _time.PassAsync(TimeSpan.FromSeconds(1 << attempt));
            }
        }

        var next = await _receiver.NextAsync();
        Assert.Equal(("two", 1), (next.Event.Event, next.Event.NumDropped));
        next.Answer(HttpStatusCode.OK);
        await FlushAsync();
    }

    [Fact]
    public async Task A_redirection_is_a_refusal_and_an_answer_that_does_not_come_is_not_waited_for()
    {
        Add("a", "one");
        (await _receiver.NextAsync()).Answer(HttpStatusCode.Redirect);
        await _time.PassAsync(WebhookQueue.Pauses[0]);
        await _receiver.NextAsync();
        await _time.PassAsync(WebhookSender.Limit);
        await _time.PassAsync(WebhookQueue.Pauses[1]);
        (await _receiver.NextAsync()).Answer(HttpStatusCode.OK);
        await FlushAsync();
    }

    [Fact]
    public async Task What_has_waited_too_long_behind_another_is_lost()
    {
        Add("a", "one", "two", "three");
        var first = await _receiver.NextAsync();
        _time.Advance(TimeSpan.FromSeconds(5));
        Add("a", "four");
        first.Answer(HttpStatusCode.BadGateway);
        foreach (var pause in WebhookQueue.Pauses)
        {
            await _time.PassAsync(pause);
            var again = await _receiver.NextAsync();
            if (pause == WebhookQueue.Pauses[^1])
            {
                // 5 s and 15 s of pauses have passed; 11 more make what came with the first too old, and not what came later.
                _time.Advance(TimeSpan.FromSeconds(6));
                again.Answer(HttpStatusCode.OK);
                continue;
            }

            again.Answer(HttpStatusCode.BadGateway);
        }

        var second = await _receiver.NextAsync();
        Assert.Equal("two", second.Event.Event);
        _time.Advance(TimeSpan.FromSeconds(5));
        second.Answer(HttpStatusCode.OK);
        var fourth = await _receiver.NextAsync();
        Assert.Equal(("four", 1), (fourth.Event.Event, fourth.Event.NumDropped));
        fourth.Answer(HttpStatusCode.OK);
        await FlushAsync();
    }

    [Fact]
    public async Task A_room_whose_events_are_not_taken_holds_up_no_other_room_and_no_memory()
    {
        Add("stuck", "one");
        var stuck = await _receiver.NextAsync();
        for (var i = 0; i < WebhookQueue.LongestLane + 3; i++)
        {
            Add("stuck", "more");
        }

        Add("other", "one");
        var other = await _receiver.NextAsync();
        Assert.Equal("other", other.Event.Room.Name);
        other.Answer(HttpStatusCode.OK);

        stuck.Answer(HttpStatusCode.OK);
        var next = await _receiver.NextAsync();
        Assert.Equal(3, next.Event.NumDropped);
        next.Answer(HttpStatusCode.OK);
        for (var i = 1; i < WebhookQueue.LongestLane; i++)
        {
            var request = await _receiver.NextAsync();
            Assert.Equal(0, request.Event.NumDropped);
            request.Answer(HttpStatusCode.OK);
        }

        await FlushAsync();
    }

    public void Dispose()
    {
        _webhooks.Dispose();
        _receiver.Dispose();
    }

    private static Dictionary<string, string> Keys(string secret) => new(StringComparer.Ordinal) { ["key"] = secret };

    private void Add(string room, params string[] events)
    {
        foreach (var name in events)
        {
            _webhooks.Add(new() { Event = name, Room = new() { Name = room } });
        }
    }

    private Task FlushAsync() => _webhooks.FlushAsync(CancellationToken.None).WaitAsync(Patience);

    private sealed class Receiver : HttpMessageHandler
    {
        private readonly Channel<Request> _requests = Channel.CreateUnbounded<Request>();
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public async Task<Request> NextAsync() => await _requests.Reader.ReadAsync().AsTask().WaitAsync(Patience);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _count);
            Assert.Equal(WebhookSignature.ContentType, request.Content!.Headers.ContentType!.MediaType);
            var body = await request.Content.ReadAsByteArrayAsync(cancellationToken);
            var received = new Request(body, request.Headers.GetValues("Authorization").Single());
            await _requests.Writer.WriteAsync(received, cancellationToken);
            return new(await received.Answered.WaitAsync(cancellationToken));
        }
    }

    private sealed class Request(byte[] body, string authorization)
    {
        private readonly TaskCompletionSource<HttpStatusCode> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public byte[] Body => body;

        public string Authorization => authorization;

        public WebhookEvent Event { get; } = ProtoJson.Parser.Parse<WebhookEvent>(System.Text.Encoding.UTF8.GetString(body));

        public Task<HttpStatusCode> Answered => _answer.Task;

        public void Answer(HttpStatusCode status) => _answer.SetResult(status);
    }
}
