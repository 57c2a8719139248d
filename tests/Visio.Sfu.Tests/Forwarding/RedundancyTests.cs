namespace Visio.Sfu.Tests.Forwarding;

/// <summary>Sound that is published with redundancy (RFC 2198).</summary>
public sealed class RedundancyTests : IDisposable
{
    private readonly Meeting _meeting = new(62);
    private byte _sound;
    private uint _reported;
    private int _lost;

    public void Dispose() => _meeting.Dispose();

    [Fact]
    public void Those_who_know_it_get_it_under_their_numbers()
    {
        var track = new OpaqueTrack(_meeting, MediaCodec.Opus, red: 63, subscribedRed: 62);
        Send(track);
        Send(track);

        Assert.All(track.Received, r => Assert.Equal(62, r.PayloadType));
        Assert.Equal(Packet(2, payloadType: 120), track.Received[1].Payload.ToArray());
    }

    [Fact]
    public void The_others_get_the_newest_block_without_gaps()
    {
        var track = new OpaqueTrack(_meeting, MediaCodec.Opus, red: 63);
        for (var i = 0; i < 5; i++)
        {
            Send(track);
        }

        Assert.All(track.Received, r => Assert.Equal(120, r.PayloadType));
        Assert.Equal([1, 2, 3, 4, 5], track.Received.Select(r => Assert.Single(r.Payload.ToArray())));
        Assert.Equal(Enumerable.Range(0, 5), track.Numbers);
    }

    [Fact]
    public void What_was_lost_on_its_way_here_is_taken_from_the_next_packet()
    {
        var track = new OpaqueTrack(_meeting, MediaCodec.Opus, red: 63);
        Send(track);
        Lose(track);
        Send(track);
        Send(track);

        Assert.Equal([1, 2, 3, 4], track.Received.Select(r => Assert.Single(r.Payload.ToArray())));
        Assert.Equal(Enumerable.Range(0, 4), track.Numbers);
        Assert.Equal([960u, 960u, 960u], track.Received.Zip(track.Received.Skip(1), (a, b) => b.Timestamp - a.Timestamp));

        // Sent again, it is the same sound (RFC 4588 §4: behind its number).
        var lost = track.Received[1];
        track.Nack(lost.SequenceNumber);
        Assert.Equal([(byte)(lost.SequenceNumber >> 8), (byte)lost.SequenceNumber, 2], track.Received[4].Payload.ToArray());
        Assert.Equal((121, lost.Timestamp), (track.Received[4].PayloadType, track.Received[4].Timestamp));
    }

    [Fact]
    public void Of_two_lost_packets_in_a_row_one_is_there()
    {
        var track = new OpaqueTrack(_meeting, MediaCodec.Opus, red: 63);
        Send(track);
        Lose(track);
        Lose(track);
        Send(track);

        // Two are missing, one block is there.
        Assert.Equal([1, 3, 4], track.Received.Select(r => Assert.Single(r.Payload.ToArray())));
        Assert.Equal([0, 2, 3], track.Numbers);
    }

    [Fact]
    public void A_block_from_before_a_pause_is_not_taken_for_the_lost_packet()
    {
        var track = new OpaqueTrack(_meeting, MediaCodec.Opus, red: 63);
        Send(track);
        track.Lose(9600);
        _sound = 2;

        // After silence the sender repeats the last block it has, which was sent long ago.
        track.Send([0x80 | 100, 10_560 >> 6, (10_560 << 2) & 0xFC, 1, 100, 1, 3], step: 960);
        Assert.Equal([1, 3], track.Received.Select(r => Assert.Single(r.Payload.ToArray())));
    }

    [Fact]
    public void Plain_sound_goes_with_what_came_before_to_those_who_lose_some()
    {
        var track = new OpaqueTrack(_meeting, MediaCodec.Opus, subscribedRed: 62);
        SendPlain(track);
        LoseToSubscriber(track, 6);
        SendPlain(track);
        SendPlain(track);
        LoseToSubscriber(track, 20);
        SendPlain(track);

        Assert.Equal([120, 62, 62, 62], track.Received.Select(r => r.PayloadType));
        Assert.Equal(Made(120, 1, 2), track.Received[1].Payload.ToArray());
        Assert.Equal(Made(120, 2, 3), track.Received[2].Payload.ToArray());
        Assert.Equal(Made(120, 2, 3, 4), track.Received[3].Payload.ToArray());
        Assert.Equal(Enumerable.Range(0, 4), track.Numbers);
        Assert.Equal([960u, 960u, 960u], track.Received.Zip(track.Received.Skip(1), (a, b) => b.Timestamp - a.Timestamp));
    }

    [Fact]
    public void Who_does_not_take_redundancy_gets_none_whatever_it_loses()
    {
        var track = new OpaqueTrack(_meeting, MediaCodec.Opus);
        SendPlain(track);
        LoseToSubscriber(track, 20);
        SendPlain(track);

        Assert.All(track.Received, r => Assert.Equal(120, r.PayloadType));
    }

    [Fact]
    public void What_was_lost_on_its_way_here_or_came_before_a_pause_does_not_go_along()
    {
        var track = new OpaqueTrack(_meeting, MediaCodec.Opus, subscribedRed: 62);
        SendPlain(track);
        LoseToSubscriber(track, 20);
        Lose(track);
        SendPlain(track);
        Assert.Equal(Made(120, 1, null, 3), track.Received[1].Payload.ToArray());

        // 14 bits of the timestamp are the most: 341 ms.
        track.Lose(16_383 - 960);
        SendPlain(track);
        Assert.Equal([0x80 | 120, 0xFF, 0xFC, 1, 120, 3, 4], track.Received[2].Payload.ToArray());
        track.Lose(16_384 - 960);
        SendPlain(track);
        Assert.Equal(120, track.Received[3].PayloadType);
        Assert.Equal([5], track.Received[3].Payload.ToArray());
    }

    [Fact]
    public void What_would_make_a_packet_too_long_does_not_go_along()
    {
        var track = new OpaqueTrack(_meeting, MediaCodec.Opus, subscribedRed: 62);
        track.Send(new byte[300], step: 960);
        LoseToSubscriber(track, 20);
        track.Send(new byte[400], step: 960);
        track.Send(new byte[480], step: 960);
        track.Send(new byte[700], step: 960);
        track.Send(new byte[700], step: 960);

        // One and four bytes of headers; the largest are not kept here.
        Assert.Equal([300, 705, 885, 700, 700], track.Received.Select(r => r.Payload.Length));
    }

    [Fact]
    public void Sent_again_it_is_the_same_though_there_is_more_redundancy_now()
    {
        var track = new OpaqueTrack(_meeting, MediaCodec.Opus, subscribedRed: 62);
        SendPlain(track);
        SendPlain(track);
        LoseToSubscriber(track, 6);
        SendPlain(track);
        LoseToSubscriber(track, 20);
        foreach (var sent in track.Received.ToArray())
        {
            track.Nack(sent.SequenceNumber);
            Assert.Equal([(byte)(sent.SequenceNumber >> 8), (byte)sent.SequenceNumber, .. sent.Payload], track.Received[^1].Payload.ToArray());
        }

        Assert.Equal(Made(120, 2, 3), track.Received[2].Payload.ToArray());
    }

    private static byte[] Made(byte payloadType, params byte?[] sounds)
    {
        var (headers, data) = (new List<byte>(), new List<byte>());
        for (var i = 0; i < sounds.Length; i++)
        {
            if (sounds[i] is { } sound)
            {
                var offset = 960 * (sounds.Length - 1 - i);
                headers.AddRange(offset == 0 ? [payloadType] : [(byte)(0x80 | payloadType), (byte)(offset >> 6), (byte)(offset << 2), 1]);
                data.Add(sound);
            }
        }

        return [.. headers, .. data];
    }

    // 200 packets more, so many of them lost.
    private void LoseToSubscriber(OpaqueTrack track, int lost)
    {
        if (_reported == 0)
        {
            track.Report(1_000, 0);
        }

        _reported += 200;
        _lost += lost;
        track.Report(1_000 + _reported, _lost);
    }

    private void SendPlain(OpaqueTrack track) => track.Send([++_sound], step: 960);

    private static byte[] Packet(byte sound, byte payloadType) => sound == 1
        ? [payloadType, sound]
        : [(byte)(0x80 | payloadType), 960 >> 6, (960 << 2) & 0xFC, 1, payloadType, (byte)(sound - 1), sound];

    private void Send(OpaqueTrack track) => track.Send(Packet(++_sound, payloadType: 100), step: 960);

    private void Lose(OpaqueTrack track)
    {
        _sound++;
        track.Lose(960);
    }
}
