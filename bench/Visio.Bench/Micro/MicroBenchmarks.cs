using System.Buffers.Binary;
using Visio.Rtc;
using Visio.Rtc.Buffers;
using Visio.Rtc.Rtp;
using Visio.Rtc.Srtp;

namespace Visio.Bench.Micro;

/// <summary>The hot types of the packet path.</summary>
internal static class MicroBenchmarks
{
    /// <summary>Runs them all; 1 when any of them allocates.</summary>
    public static int Run()
    {
        var isClean = true;
        foreach (var profile in new[] { SrtpProfile.AeadAes128Gcm, SrtpProfile.Aes128CmHmacSha1Tag80 })
        {
            foreach (var size in new[] { 1200, 160 })
            {
                isClean &= Srtp(profile, size);
            }
        }

        isClean &= Header();
        isClean &= Store();
        isClean &= CodecBenchmarks.Run();
        isClean &= ControlBenchmarks.Run();
        isClean &= ForwardingBenchmarks.Run();
        if (!isClean)
        {
            Console.Error.WriteLine("An operation of the packet path allocates.");
        }

        return isClean ? 0 : 1;
    }

    private static bool Srtp(SrtpProfile profile, int size)
    {
        var keys = new byte[SrtpSession.KeyingMaterialLength(profile)];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = (byte)(i * 37);
        }

        using var sender = new SrtpSession(profile, keys, isDtlsClient: true);
        using var receiver = new SrtpSession(profile, keys, isDtlsClient: false);
        var stream = sender.OpenSendStream(0);
        var unheard = sender.OpenSendStream(1);
        var plain = new byte[size];
        plain[0] = 0x80;
        ushort next = 0;
        var packet = new byte[size + sender.RtpOverhead];
        var isClean = MicroBenchmark.Measure($"{profile} protect {size} B", count =>
        {
            plain[11] = 1;
            for (var i = 0; i < count; i++)
            {
                BinaryPrimitives.WriteUInt16BigEndian(plain.AsSpan(2), next++);
                sender.ProtectRtp(unheard, plain.AsSpan(0, 12), plain.AsSpan(12), packet);
            }
        });

        // Opening needs fresh packets in order, so the pair is measured; subtract the line above.
        next = 0;
        return isClean & MicroBenchmark.Measure($"{profile} protect + unprotect {size} B", count =>
        {
            plain[11] = 0;
            for (var i = 0; i < count; i++)
            {
                BinaryPrimitives.WriteUInt16BigEndian(plain.AsSpan(2), next++);
                sender.ProtectRtp(stream, plain.AsSpan(0, 12), plain.AsSpan(12), packet);
                if (receiver.UnprotectRtp(packet, out _) != DropReason.None)
                {
                    throw new InvalidOperationException("a packet was refused");
                }
            }
        });
    }

    private static bool Header()
    {
        var packet = new byte[64];
        return MicroBenchmark.Measure("RTP header write + parse, 3 extensions", count =>
        {
            for (var i = 0; i < count; i++)
            {
                var writer = new RtpHeaderWriter(packet, new(Marker: false, 96, (ushort)i, (uint)i, 1));
                writer.Add(4, "0"u8);
                writer.AddTransportSequenceNumber(3, (ushort)i);
                writer.Add(2, new AbsoluteSendTime((uint)i));
                if (!RtpPacket.TryParse(packet.AsSpan(0, writer.Finish()), out var read) || !read.TryGetExtension(2, out _))
                {
                    throw new InvalidOperationException("a packet was refused");
                }
            }
        });
    }

    private static bool Store()
    {
        using var buffer = RetransmissionBuffer.For(MediaKind.Video);
        var packet = new byte[1200];
        long next = 0;
        return MicroBenchmark.Measure("retransmission store 1200 B", count =>
        {
            for (var i = 0; i < count; i++)
            {
                buffer.Store(next, packet, new(next * TimeSpan.TicksPerMillisecond * 5));
                next++;
            }
        });
    }
}
