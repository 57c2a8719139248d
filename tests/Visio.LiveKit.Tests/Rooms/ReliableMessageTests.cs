using Visio.LiveKit.Rooms;

namespace Visio.LiveKit.Tests.Rooms;

public sealed class ReliableMessageTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Messages_wait_for_a_channel_in_order()
    {
        var channels = new ParticipantChannels();
        channels.Hold(new byte[] { 1 });
        channels.Hold(new byte[] { 2 });

        Assert.Equal([1, 2], channels.TakeHeld().Select(m => m.Span[0]));
        Assert.Empty(channels.TakeHeld());
    }

    [Fact]
    public void The_oldest_messages_are_given_up_when_too_many_wait()
    {
        var channels = new ParticipantChannels();
        for (var i = 0; i < 300; i++)
        {
            channels.Hold(new byte[1024]);
        }

        Assert.Equal(ParticipantChannels.MaxHeld / 1024, channels.TakeHeld().Count);
    }

    [Fact]
    public void The_history_forgets_by_age_and_by_size()
    {
        var history = new ReliableHistory();
        history.Add(Entry(Start, 1, 10));
        history.Add(Entry(Start.AddSeconds(31), 2, 10));
        Assert.Equal([2u], history.Since(Start.AddSeconds(31)).Select(e => e.Sequence));

        for (var i = 0u; i < 40; i++)
        {
            history.Add(Entry(Start.AddSeconds(31), 3 + i, 64 * 1024));
        }

        Assert.True(history.Since(Start.AddSeconds(31)).Sum(e => e.Message.Length) <= 1024 * 1024);
    }

    private static ReliableHistory.Entry Entry(DateTimeOffset at, uint sequence, int size) =>
        new(at, "PA_x", sequence, new byte[size], new HashSet<string>(StringComparer.Ordinal));
}
