using System.Text;
using Visio.Rtc;
using Visio.Rtc.Sctp;
using Visio.Sfu.Routing;
using Visio.Testing;

namespace Visio.Sfu.Tests.Routing;

[Collection(MemoryTests.Name)]
public sealed class MediaCoreTests
{
    [Fact]
    public void Hostile_datagrams_do_not_disturb_a_call()
    {
        const int Ticks = 100;
        const int PerTick = 1000;
        using var meeting = new Meeting(41);
        var samples = new List<byte[]>();
        meeting.Network.OnArrival = (datagram, _, to) =>
        {
            if (to == Meeting.ServerAddress && samples.Count < 400)
            {
                samples.Add(datagram.ToArray());
            }
        };
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var (audio, video) = (alice.PublishAudio(), alice.PublishVideo());
        var (sound, pictures) = (bob.Subscribe(audio), bob.Subscribe(video));
        meeting.RunSeconds(2);
        var (soundBefore, picturesBefore, eventsBefore) = (sound.Count, pictures.Count, meeting.Events.Count);
        TransportAddress[] senders = [alice.Host.Address, bob.Host.Address, TransportAddress.FromIPv4(0x01020304, 5)];

        for (var tick = 0; tick < Ticks; tick++)
        {
            for (var i = 0; i < PerTick; i++)
            {
                meeting.Network.Inject(Hostile(meeting.Random, samples), senders[meeting.Random.Next(senders.Length)], Meeting.ServerAddress);
            }

            meeting.RunSeconds(0.02);
        }

        Assert.Equal(0, meeting.Core.Counters.PeersCrashed);
        Assert.DoesNotContain(meeting.Events.Skip(eventsBefore), e => e is not MediaEvent.SpeakersChanged);
        Assert.Equal(Ticks, sound.Count - soundBefore);
        Assert.Equal(Ticks / 2 * TrackSource.PacketsPerFrame, pictures.Count - picturesBefore);
        Assert.Empty(sound.Missing());
        Assert.Empty(pictures.Missing());
    }

    [Fact]
    public void Forwarding_allocates_nothing()
    {
        using var meeting = new Meeting(42);
        var alice = meeting.Join();
        var (audio, video) = (alice.PublishAudio(), alice.PublishVideo());
        for (var i = 0; i < 4; i++)
        {
            var viewer = meeting.Join();
            viewer.Subscribe(audio);
            viewer.Subscribe(video);
        }

        meeting.RunSeconds(1);
        var datagrams = new List<byte[]>();

        // What the publisher sends is taken from it before, and handed to the core by hand.
        meeting.Sfu.Discards = true;
        for (var tick = 0; tick < 1600; tick++)
        {
            foreach (var source in alice.Sources)
            {
                source.Act(tick, meeting.Now + TimeSpan.FromMilliseconds(20 * tick));
            }
        }

        var buffer = new byte[2048];
        while (alice.Peer.TryTransmit(buffer, out var length, out _, meeting.Now))
        {
            datagrams.Add(buffer.AsSpan(0, length).ToArray());
        }

        var core = meeting.Core;
        var from = alice.Host.Address;
        var now = meeting.Now;
        long before = 0, forwardedBefore = 0;
        for (var i = 0; i < datagrams.Count; i++)
        {
            // By then all that grows with the rate of the streams has grown.
            if (i == datagrams.Count * 3 / 4)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
                forwardedBefore = core.Counters.PacketsForwarded;
            }

            core.HandleDatagram(datagrams[i], from, now);
            if (i % 8 == 7)
            {
                now += TimeSpan.FromMilliseconds(30);
                core.EndBatch(now);
                core.HandleTimeout(now);
            }
        }

        core.EndBatch(now);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(core.Counters.PacketsForwarded - forwardedBefore > 1500, $"{core.Counters.PacketsForwarded - forwardedBefore} packets were forwarded");
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Fifty_peers_meet_for_ten_minutes_in_bounded_memory()
    {
        using var meeting = new Meeting(43);
        var speaker = meeting.Join();
        var audio = speaker.PublishAudio();
        var listeners = Enumerable.Range(0, 49).Select(_ => meeting.Join().Subscribe(audio)).ToList();
        listeners.ForEach(l => l.Keeps = l.SendsNacks = false);
        meeting.RunSeconds(60);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        meeting.RunSeconds(540);

        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(growth < 2_000_000, $"{growth} bytes more after nine minutes");
        Assert.All(listeners, l => Assert.InRange(l.Count, 29_990, 30_100));
        Assert.DoesNotContain(meeting.Events, e => e is MediaEvent.PeerFailed or MediaEvent.PeerDisconnected);
    }

    [Fact]
    public void Handshakes_of_many_at_once_are_spread_over_turns()
    {
        using var meeting = new Meeting(44);
        var entering = Enumerable.Range(0, 30).Select(_ => meeting.Enter()).ToList();
        Assert.True(meeting.Network.RunUntil(() => entering.TrueForAll(p => p.Peer.Peer.IsConnected), TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void Data_goes_up_as_events_and_down_by_commands()
    {
        using var meeting = new Meeting(45);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        foreach (var participant in new[] { alice, bob })
        {
            participant.Peer.Peer.OpenDataChannel("_reliable", new(Ordered: true), meeting.Now);
        }

        Assert.True(meeting.Network.RunUntil(() => meeting.Events.OfType<MediaEvent.DataChannelOpened>().Count() == 2, TimeSpan.FromSeconds(5)));
        var atAlice = meeting.Events.OfType<MediaEvent.DataChannelOpened>().Single(e => e.Peer == alice.Id);
        var atBob = meeting.Events.OfType<MediaEvent.DataChannelOpened>().Single(e => e.Peer == bob.Id);
        Assert.Equal("_reliable", atBob.Label);

        alice.Peer.Peer.SendData(atAlice.Channel, DataMessageKind.Binary, "hello"u8, meeting.Now);
        Assert.True(meeting.Network.RunUntil(() => meeting.Events.OfType<MediaEvent.DataReceived>().Any(), TimeSpan.FromSeconds(5)));
        var received = meeting.Events.OfType<MediaEvent.DataReceived>().Single();
        Assert.Equal((alice.Id, "hello"), (received.Peer, Encoding.UTF8.GetString(received.Message.Span)));

        meeting.Core.SendData(bob.Id, atBob.Channel, received.Kind, received.Message, meeting.Now);
        Assert.True(meeting.Network.RunUntil(() => bob.Peer.Messages.Any(), TimeSpan.FromSeconds(5)));
        Assert.Equal("hello", Encoding.UTF8.GetString(bob.Peer.Messages.Single().Message.Span));
    }

    [Fact]
    public void A_peer_whose_messages_nobody_reads_runs_out_of_budget()
    {
        var budget = new DataBudget();
        var taken = 0;
        while (budget.TryTake(60_000))
        {
            taken++;
        }

        Assert.InRange(taken, 1000, 1200);
        budget.Release(60_000);
        budget.Release(60_000);
        Assert.True(budget.TryTake(60_000));
    }

    [Fact]
    public void Commands_about_what_is_gone_have_no_effect()
    {
        using var meeting = new Meeting(46);
        var alice = meeting.Join();
        var audio = alice.PublishAudio();
        meeting.Leave(alice);

        meeting.Core.SetMuted(audio.Id, muted: true, meeting.Now);
        meeting.Core.Unpublish(audio.Id);
        meeting.Core.RemovePeer(alice.Id, meeting.Now);
        meeting.Core.SendData(alice.Id, default, DataMessageKind.Text, "x"u8.ToArray(), meeting.Now);
        meeting.Core.SetPaused(new(77), paused: true, meeting.Now);
        meeting.Core.CloseRoom(meeting.Room, meeting.Now);
        meeting.Core.AddPeer(meeting.Room, new(99), new("late", new("u", "p")));

        Assert.Equal((0, 0), (meeting.Core.Counters.Rooms, meeting.Core.Counters.Peers));
    }

    /// <summary>Noise, or a datagram of the call with some bits changed, cut off or added to.</summary>
    private static byte[] Hostile(SeededRandom random, List<byte[]> samples)
    {
        if (random.Next(3) == 0)
        {
            var noise = new byte[random.Next(200)];
            random.Fill(noise);
            return noise;
        }

        var sample = samples[random.Next(samples.Count)];
        var length = random.Next(4) switch
        {
            0 => random.Next(sample.Length),
            1 => sample.Length + 1 + random.Next(20),
            _ => sample.Length,
        };
        var mutated = new byte[length];
        sample.AsSpan(0, Math.Min(length, sample.Length)).CopyTo(mutated);
        for (var flips = 1 + random.Next(3); flips > 0 && length > 0; flips--)
        {
            mutated[random.Next(length)] ^= (byte)(1 + random.Next(255));
        }

        return mutated;
    }
}
