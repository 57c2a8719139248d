using System.Net.WebSockets;
using Microsoft.Extensions.Logging.Abstractions;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Signalling;
using Visio.LiveKit.Signalling.Http;

namespace Visio.LiveKit.Tests.Signalling;

public sealed class PolledSocketTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(8);
    private readonly ManualTime _time = new();

    [Fact]
    public async Task A_request_without_messages_ends_in_time_and_the_client_is_not_gone()
    {
        var socket = new PolledSocket(_time, Patience);
        for (var i = 0; i < 10; i++)
        {
            var polling = socket.PollAsync(0, Wait, CancellationToken.None);
            await _time.PassAsync(Wait);
            Assert.Equal(PollOutcome.Nothing, (await polling).Outcome);
        }

        Assert.False(socket.Gone.IsCancellationRequested);
    }

    [Fact]
    public void A_client_that_never_asks_is_gone()
    {
        var socket = new PolledSocket(_time, Patience);

        _time.Advance(Patience - TimeSpan.FromSeconds(1));
        Assert.False(socket.Gone.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(socket.Gone.IsCancellationRequested);
    }

    [Fact]
    public async Task A_client_whose_request_was_cut_has_the_whole_time_to_come_back()
    {
        var socket = new PolledSocket(_time, Patience);
        _time.Advance(Patience - TimeSpan.FromSeconds(1));
        using var cut = new CancellationTokenSource();
        var polling = socket.PollAsync(0, Wait, cut.Token);
        await cut.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => polling);

        _time.Advance(Patience - TimeSpan.FromSeconds(1));
        Assert.False(socket.Gone.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(socket.Gone.IsCancellationRequested);
    }

    [Fact]
    public async Task Who_sends_to_a_client_that_fetches_nothing_waits()
    {
        var socket = new PolledSocket(_time, Patience);
        var large = new byte[PolledSocket.MaxWaiting - 100];
        await socket.SendAsync(large, WebSocketMessageType.Binary, true, CancellationToken.None);

        var waiting = socket.SendAsync(new byte[200], WebSocketMessageType.Binary, true, CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        var answer = await socket.PollAsync(0, Wait, CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        var next = await socket.PollAsync(1, Wait, CancellationToken.None);
        await waiting;

        Assert.Equal(large.Length + SignalFrame.HeaderSize, answer.Body.Length);
        Assert.Equal(200 + SignalFrame.HeaderSize, next.Body.Length);
    }

    [Fact]
    public async Task How_a_session_ended_can_be_fetched_afterwards()
    {
        var socket = new PolledSocket(TimeProvider.System, Patience);
        var session = new SignalSession("one", TimeProvider.System, NullLogger.Instance);
        var running = session.RunAsync(socket, _ => ValueTask.CompletedTask, socket.Gone);
        session.Close(new() { Reason = DisconnectReason.RoomDeleted }, WebSocketCloseStatus.NormalClosure, "");
        await socket.TakeAsync(0, [new(WebSocketMessageType.Close, [])], CancellationToken.None);
        await running;

        var answer = await socket.PollAsync(0, Wait, CancellationToken.None);
        Assert.True(SignalFrame.TryReadAll(answer.Body, out var frames));
        Assert.Equal([WebSocketMessageType.Binary, WebSocketMessageType.Close], frames.Select(f => f.Type));
        Assert.Equal(PollOutcome.Ended, (await socket.PollAsync(2, Wait, CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task A_long_wait_is_answered_in_parts_in_order()
    {
        var socket = new PolledSocket(_time, Patience);
        for (byte i = 0; i < 8; i++)
        {
            await socket.SendAsync(Enumerable.Repeat(i, 100_000).ToArray(), WebSocketMessageType.Binary, true, CancellationToken.None);
        }

        var received = new List<byte>();
        while (received.Count < 8)
        {
            var answer = await socket.PollAsync(received.Count, Wait, CancellationToken.None);
            Assert.True(answer.Body.Length <= 256 * 1024);
            Assert.True(SignalFrame.TryReadAll(answer.Body, out var frames));
            received.AddRange(frames.Select(f => f.Content[0]));
        }

        Assert.Equal(Enumerable.Range(0, 8), received.Select(b => (int)b));
    }
}
