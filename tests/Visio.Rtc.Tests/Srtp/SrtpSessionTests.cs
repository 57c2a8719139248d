using System.Buffers.Binary;
using Visio.Rtc.Srtp;
using Visio.Testing;

namespace Visio.Rtc.Tests.Srtp;

public sealed class SrtpSessionTests
{
    public static TheoryData<SrtpProfile> Profiles => [SrtpProfile.AeadAes128Gcm, SrtpProfile.Aes128CmHmacSha1Tag80];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void What_one_end_protects_the_other_opens(SrtpProfile profile)
    {
        using var pair = new SrtpPair(profile);
        AssertOpens(pair.Client, pair.Server);
        AssertOpens(pair.Server, pair.Client);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void What_an_end_protects_it_does_not_open_itself(SrtpProfile profile)
    {
        using var pair = new SrtpPair(profile);
        var packet = SrtpPair.Protect(pair.Client, pair.Client.OpenSendStream(1), SrtpPair.Rtp(1, 1));

        Assert.Equal(DropReason.SrtpUnauthenticated, pair.Client.UnprotectRtp(packet, out _));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_protected_packet_sent_again_is_the_same_bytes(SrtpProfile profile)
    {
        using var pair = new SrtpPair(profile);
        var stream = pair.Client.OpenSendStream(1);
        var early = SrtpPair.Protect(pair.Client, stream, SrtpPair.Rtp(1, 65535));
        SrtpPair.Protect(pair.Client, stream, SrtpPair.Rtp(1, 0));

        Assert.Equal(early, SrtpPair.Protect(pair.Client, stream, SrtpPair.Rtp(1, 65535)));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void The_payload_may_be_encrypted_in_place(SrtpProfile profile)
    {
        using var pair = new SrtpPair(profile);
        var plain = SrtpPair.Rtp(1, 7);
        var buffer = new byte[plain.Length + pair.Client.RtpOverhead];
        plain.CopyTo(buffer, 0);

        pair.Client.ProtectRtp(pair.Client.OpenSendStream(1), plain.AsSpan(0, 12), buffer.AsSpan(12, plain.Length - 12), buffer);

        Assert.Equal(DropReason.None, pair.Server.UnprotectRtp(buffer, out var length));
        Assert.Equal(plain, buffer[..length]);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void The_roll_over_survives_loss_and_reordering(SrtpProfile profile)
    {
        const int Seed = 42;
        var random = new SeededRandom(Seed);
        using var pair = new SrtpPair(profile);
        var stream = pair.Client.OpenSendStream(1);
        var underway = new List<byte[]>();

        // Three cycles with every 25th number used, a tenth lost, and half of the packets overtaking up to 7 others.
        for (var index = 100; index < 3 * 65536; index += 25)
        {
            var packet = SrtpPair.Protect(pair.Client, stream, SrtpPair.Rtp(1, (ushort)index));
            if (random.Next(10) != 0)
            {
                underway.Add(packet);
            }

            if (underway.Count == 8)
            {
                var arrived = underway[random.Next(2) * random.Next(8)];
                underway.Remove(arrived);
                Assert.Equal(DropReason.None, pair.Server.UnprotectRtp(arrived, out _));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_packet_from_before_the_roll_over_is_opened_after_it(SrtpProfile profile)
    {
        using var pair = new SrtpPair(profile);
        var stream = pair.Client.OpenSendStream(1);
        var packets = Enumerable.Range(65530, 12).Select(i => SrtpPair.Protect(pair.Client, stream, SrtpPair.Rtp(1, (ushort)i))).ToArray();

        foreach (var i in new[] { 0, 7, 5, 1, 11, 6 })
        {
            Assert.Equal(DropReason.None, pair.Server.UnprotectRtp(packets[i], out _));
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_replayed_packet_is_refused(SrtpProfile profile)
    {
        using var pair = new SrtpPair(profile);
        var packet = SrtpPair.Protect(pair.Client, pair.Client.OpenSendStream(1), SrtpPair.Rtp(1, 1));
        var copy = packet.ToArray();
        var rtcp = SrtpPair.ProtectRtcp(pair.Client, SrtpPair.Rtcp(1));
        var rtcpCopy = rtcp.ToArray();

        Assert.Equal(DropReason.None, pair.Server.UnprotectRtp(packet, out _));
        Assert.Equal(DropReason.SrtpReplayed, pair.Server.UnprotectRtp(copy, out _));
        Assert.Equal(DropReason.None, pair.Server.UnprotectRtcp(rtcp, out _));
        Assert.Equal(DropReason.SrtpReplayed, pair.Server.UnprotectRtcp(rtcpCopy, out _));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_packet_older_than_the_window_is_refused(SrtpProfile profile)
    {
        using var pair = new SrtpPair(profile);
        var stream = pair.Client.OpenSendStream(1);
        var tooOld = SrtpPair.Protect(pair.Client, stream, SrtpPair.Rtp(1, 1000));
        var oldest = SrtpPair.Protect(pair.Client, stream, SrtpPair.Rtp(1, 1001));
        var newest = SrtpPair.Protect(pair.Client, stream, SrtpPair.Rtp(1, 1000 + 1024));

        Assert.Equal(DropReason.None, pair.Server.UnprotectRtp(newest, out _));
        Assert.Equal(DropReason.SrtpReplayed, pair.Server.UnprotectRtp(tooOld, out _));
        Assert.Equal(DropReason.None, pair.Server.UnprotectRtp(oldest, out _));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_packet_with_any_bit_changed_is_refused_and_leaves_no_state(SrtpProfile profile)
    {
        using var pair = new SrtpPair(profile);
        var packet = SrtpPair.Protect(pair.Client, pair.Client.OpenSendStream(1), SrtpPair.Rtp(1, 1));
        var rtcp = SrtpPair.ProtectRtcp(pair.Client, SrtpPair.Rtcp(1));

        for (var bit = 0; bit < packet.Length * 8; bit++)
        {
            var tampered = packet.ToArray();
            tampered[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(DropReason.None, pair.Server.UnprotectRtp(tampered, out _));
        }

        for (var bit = 0; bit < rtcp.Length * 8; bit++)
        {
            var tampered = rtcp.ToArray();
            tampered[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(DropReason.None, pair.Server.UnprotectRtcp(tampered, out _));
        }

        Assert.Equal(0, pair.Server.ReceiveStreamCount);
        Assert.Equal(DropReason.None, pair.Server.UnprotectRtp(packet, out _));
        Assert.Equal(DropReason.None, pair.Server.UnprotectRtcp(rtcp, out _));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_truncated_packet_is_refused(SrtpProfile profile)
    {
        using var pair = new SrtpPair(profile);
        var packet = SrtpPair.Protect(pair.Client, pair.Client.OpenSendStream(1), SrtpPair.Rtp(1, 1, payloadLength: 0));
        var rtcp = SrtpPair.ProtectRtcp(pair.Client, SrtpPair.Rtcp(1));

        for (var length = 0; length < packet.Length; length++)
        {
            Assert.Equal(DropReason.SrtpMalformed, pair.Server.UnprotectRtp(packet[..length], out _));
        }

        for (var length = 0; length < rtcp.Length; length++)
        {
            Assert.Equal(DropReason.SrtpMalformed, pair.Server.UnprotectRtcp(rtcp[..length], out _));
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_peer_cannot_open_more_streams_than_the_limit(SrtpProfile profile)
    {
        using var pair = new SrtpPair(profile);
        for (var ssrc = 0u; ssrc <= SrtpSession.MaxReceiveStreams; ssrc++)
        {
            var packet = SrtpPair.Protect(pair.Client, pair.Client.OpenSendStream(ssrc), SrtpPair.Rtp(ssrc, 1));
            var expected = ssrc < SrtpSession.MaxReceiveStreams ? DropReason.None : DropReason.SrtpTooManyStreams;
            Assert.Equal(expected, pair.Server.UnprotectRtp(packet, out _));
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Random_packets_of_many_streams_arrive_as_they_were_sent(SrtpProfile profile)
    {
        const int Seed = 20261122;
        var random = new SeededRandom(Seed);
        using var pair = new SrtpPair(profile, Seed);
        var streams = Enumerable.Range(1, 5).Select(i => pair.Client.OpenSendStream((uint)i)).ToArray();
        var next = streams.Select(_ => random.Next(32768)).ToArray();
        for (var i = 0; i < 3000; i++)
        {
            var which = random.Next(streams.Length);
            next[which] += 1 + random.Next(200);
            var plain = SrtpPair.Rtp(streams[which].Ssrc, (ushort)next[which], random.Next(1200));
            random.Fill(plain.AsSpan(12));
            var packet = SrtpPair.Protect(pair.Client, streams[which], plain);

            Assert.Equal(DropReason.None, pair.Server.UnprotectRtp(packet, out var length));
            Assert.True(plain.AsSpan().SequenceEqual(packet.AsSpan(0, length)), $"seed {Seed}, packet {i}");
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Protecting_and_opening_allocate_nothing(SrtpProfile profile)
    {
        using var pair = new SrtpPair(profile);
        var stream = pair.Client.OpenSendStream(1);
        var plain = SrtpPair.Rtp(1, 0, 1200);
        var packet = new byte[plain.Length + pair.Client.RtpOverhead];
        Exchange(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Exchange(2);
        Exchange(3);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Exchange(ushort sequenceNumber)
        {
            BinaryPrimitives.WriteUInt16BigEndian(plain.AsSpan(2), sequenceNumber);
            pair.Client.ProtectRtp(stream, plain.AsSpan(0, 12), plain.AsSpan(12), packet);
            pair.Server.UnprotectRtp(packet, out _);
        }
    }

    [Fact]
    public void A_stream_is_opened_once()
    {
        using var pair = new SrtpPair(SrtpProfile.AeadAes128Gcm);
        pair.Client.OpenSendStream(1);

        Assert.Throws<InvalidOperationException>(() => pair.Client.OpenSendStream(1));
    }

    private static void AssertOpens(SrtpSession from, SrtpSession to)
    {
        var plain = SrtpPair.Rtp(5, 1);
        var packet = SrtpPair.Protect(from, from.OpenSendStream(5), plain);
        Assert.Equal(DropReason.None, to.UnprotectRtp(packet, out var length));
        Assert.Equal(plain, packet[..length]);

        var rtcp = SrtpPair.Rtcp(5);
        var protectedRtcp = SrtpPair.ProtectRtcp(from, rtcp);
        Assert.Equal(DropReason.None, to.UnprotectRtcp(protectedRtcp, out length));
        Assert.Equal(rtcp, protectedRtcp[..length]);
    }
}
