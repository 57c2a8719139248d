using System.Buffers.Binary;
using Visio.Rtc.Sctp;
using Visio.Rtc.Units;
using Visio.Testing;

namespace Visio.Sfu.Tests.Routing;

public sealed class SlowReceiverTests
{
    private static readonly LinkConditions Slow = new() { Bandwidth = new Bitrate(4_000_000), Delay = TimeSpan.FromMilliseconds(20), Loss = 0.002 };

    [Fact]
    public void A_slow_receiver_gets_every_reliable_message_in_order()
    {
        const int Count = 250;
        using var meeting = new Meeting(51);
        var bob = meeting.Join(Slow);
        var channel = Open(meeting, bob, "_reliable", new());

        // 10 MB at once: twenty seconds of this link.
        for (var i = 0; i < Count; i++)
        {
            meeting.Core.SendData(bob.Id, channel, DataMessageKind.Binary, Numbered(i, i % 2 == 0 ? 60_000 : 20_000), meeting.Now);
        }

        Assert.True(meeting.Network.RunUntil(() => bob.Peer.Messages.Count() == Count, TimeSpan.FromSeconds(120)), $"{bob.Peer.Messages.Count()} arrived");
        Assert.Equal(Enumerable.Range(0, Count), Numbers(bob));
        Assert.DoesNotContain(meeting.Events, e => e is MediaEvent.PeerFailed);
        Assert.Equal(0, meeting.Core.Counters.DataMessagesDropped);
    }

    [Fact]
    public void A_receiver_that_falls_too_far_behind_is_failed_and_nobody_else()
    {
        const int Count = 300;
        using var meeting = new Meeting(52);
        var (slow, fast) = (meeting.Join(Slow with { Bandwidth = new Bitrate(200_000) }), meeting.Join());
        var (toSlow, toFast) = (Open(meeting, slow, "_reliable", new()), Open(meeting, fast, "_reliable", new()));
        for (var i = 0; i < Count; i++)
        {
            var message = Numbered(i, 60_000);
            meeting.Core.SendData(slow.Id, toSlow, DataMessageKind.Binary, message, meeting.Now);
            meeting.Core.SendData(fast.Id, toFast, DataMessageKind.Binary, message, meeting.Now);
            meeting.RunSeconds(0.02);
        }

        meeting.RunSeconds(2);
        var failed = Assert.Single(meeting.Events.OfType<MediaEvent.PeerFailed>());
        Assert.Equal((slow.Id, "received data more slowly than it was sent"), (failed.Peer, failed.Reason));
        Assert.Equal(Enumerable.Range(0, Count), Numbers(fast));
        Assert.Equal(Enumerable.Range(0, slow.Peer.Messages.Count()), Numbers(slow));
    }

    [Fact]
    public void A_lossy_channel_drops_what_a_slow_receiver_cannot_take_and_the_reliable_one_stays_whole()
    {
        const int Count = 300;
        using var meeting = new Meeting(53);
        var bob = meeting.Join(Slow with { Bandwidth = new Bitrate(1_000_000) });
        var lossy = Open(meeting, bob, "_lossy", new(Ordered: false, MaxRetransmits: 0));
        var reliable = Open(meeting, bob, "_reliable", new());
        for (var i = 0; i < Count; i++)
        {
            meeting.Core.SendData(bob.Id, lossy, DataMessageKind.Binary, new byte[15_000], meeting.Now);
            meeting.Core.SendData(bob.Id, reliable, DataMessageKind.Binary, Numbered(i, 100), meeting.Now);
        }

        Assert.True(meeting.Network.RunUntil(() => bob.Peer.Messages.Count(m => m.Message.Length == 100) == Count, TimeSpan.FromSeconds(60)));
        Assert.Equal(Enumerable.Range(0, Count), Numbers(bob, 100));
        Assert.InRange(meeting.Core.Counters.DataMessagesDropped, Count * 3 / 4, Count - 1);
        Assert.DoesNotContain(meeting.Events, e => e is MediaEvent.PeerFailed);
    }

    private static DataChannelId Open(Meeting meeting, Participant participant, string label, DataChannelReliability reliability)
    {
        participant.Peer.Peer.OpenDataChannel(label, reliability, meeting.Now);
        MediaEvent.DataChannelOpened? opened = null;
        Assert.True(meeting.Network.RunUntil(
            () => (opened = meeting.Events.OfType<MediaEvent.DataChannelOpened>().FirstOrDefault(e => e.Peer == participant.Id && e.Label == label)) is not null,
            TimeSpan.FromSeconds(10)));
        return opened!.Channel;
    }

    private static byte[] Numbered(int number, int length)
    {
        var message = new byte[length];
        BinaryPrimitives.WriteInt32BigEndian(message, number);
        return message;
    }

    private static IEnumerable<int> Numbers(Participant participant, int? length = null) =>
        participant.Peer.Messages.Where(m => length is null || m.Message.Length == length).Select(m => BinaryPrimitives.ReadInt32BigEndian(m.Message.Span));
}
