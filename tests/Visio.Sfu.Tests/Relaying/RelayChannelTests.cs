using System.Buffers.Binary;
using Visio.Sfu.Relaying;

namespace Visio.Sfu.Tests.Relaying;

public sealed class RelayChannelTests
{
    /// <summary>One thread writes, another reads: nothing is lost, changed or seen twice, also while the ring grows and wraps around.</summary>
    [Theory]
    [InlineData(1, 200_000)]
    [InlineData(400, 50_000)]
    public void What_one_thread_writes_another_reads(int pausesOfTheReader, int records)
    {
        using var channel = new RelayChannel();
        var bad = 0;
        var read = 0;
        var reader = new Thread(() =>
        {
            while (read < records)
            {
                while (channel.TryRead(out var record, out var payload))
                {
                    var number = BinaryPrimitives.ReadInt32LittleEndian(payload);
                    bad += number == read && record.Publication == number && payload.Length == Length(number) && payload[^1] == (byte)number ? 0 : 1;
                    read++;
                    if (read % 7 == 0)
                    {
                        channel.Release();
                    }
                }

                channel.Release();
                if (read % pausesOfTheReader == 0)
                {
                    Thread.Yield();
                }
            }
        });
        reader.Start();
        Span<byte> first = stackalloc byte[4];
        var second = new byte[1500];
        for (var i = 0; i < records; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(first, i);
            second[Length(i) - 5] = (byte)i;
            while (!channel.TryWrite(new() { Publication = i }, first, second.AsSpan(0, Length(i) - 4)))
            {
                channel.TryPublish();
                Thread.Yield();
            }

            if (i % 5 == 0)
            {
                channel.TryPublish();
            }
        }

        channel.TryPublish();
        Assert.True(reader.Join(TimeSpan.FromSeconds(60)), $"{read} of {records} were read");
        Assert.Equal(0, bad);
        static int Length(int number) => 8 + (number * 37 % 1_400);
    }

    [Fact]
    public void What_is_not_published_is_not_seen_and_what_does_not_fit_is_refused()
    {
        using var channel = new RelayChannel();
        Assert.False(channel.TryPublish());
        Assert.True(channel.TryWrite(default, [1], [2, 3]));
        Assert.False(channel.TryRead(out _, out _));
        Assert.True(channel.TryPublish());
        Assert.True(channel.TryRead(out _, out var payload));
        Assert.Equal([1, 2, 3], payload.ToArray());
        var packet = new byte[1200];
        var written = 0L;
        while (channel.TryWrite(default, packet, []))
        {
            written += packet.Length;
        }

        Assert.Equal(RelayChannel.LargestRing, channel.Capacity);
        Assert.InRange(written, RelayChannel.LargestRing, 2 * RelayChannel.LargestRing);
        channel.TryPublish();
        var read = 0L;
        while (channel.TryRead(out _, out payload))
        {
            read += payload.Length;
            channel.Release();
        }

        Assert.Equal(written, read);
        Assert.True(channel.TryWrite(default, packet, []));
    }

    /// <summary>From the publisher's packet to the subscriber of the other loop, on both sides.</summary>
    [Fact]
    public void Relaying_allocates_nothing()
    {
        using var meeting = new Meeting(2020, loops: 2);
        var (alice, bob) = (meeting.Join(), meeting.Join(loop: 1));
        var audio = alice.PublishAudio();
        bob.Subscribe(audio);
        meeting.RunSeconds(2);
        meeting.SfuOf(1).Discards = true;
        var publication = meeting.Core.FindPublication(audio.Id)!;
        var (near, far) = (meeting.Core, meeting.SfuOf(1).Core);
        var packet = new byte[100];
        packet[0] = 0x80;
        packet[1] = 111;
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), publication.Layers[0].Ssrc);
        var number = (ushort)0;
        Send(2_000);
        var (before, forwarded) = (GC.GetAllocatedBytesForCurrentThread(), far.Counters.PacketsForwarded);
        Send(10_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(10_000, far.Counters.PacketsForwarded - forwarded);

        void Send(int count)
        {
            for (var i = 0; i < count; i++)
            {
                BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), ++number);
                BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), (uint)number * 960);
                publication.Relays!.Relay(publication.Layers[0], packet, isRepair: false, meeting.Now);
                near.Relays!.Flush();
                if (i % 8 == 0)
                {
                    far.Relays!.Take(meeting.Now);
                    far.EndBatch(meeting.Now);
                }
            }

            far.Relays!.Take(meeting.Now);
            far.EndBatch(meeting.Now);
        }
    }
}
