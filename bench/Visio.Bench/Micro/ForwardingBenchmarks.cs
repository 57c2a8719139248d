using Visio.Rtc.Codecs;
using Visio.Rtc.Rtp;
using Visio.Rtc.Time;
using Visio.Sfu.Forwarding;
using Visio.Sfu.Relaying;

namespace Visio.Bench.Micro;

/// <summary>What is decided and remembered for each packet and subscriber.</summary>
internal static class ForwardingBenchmarks
{
    public static bool Run() => Decide("forwarding decision, all layers", LayerFilter.All) & Decide("forwarding decision, lower temporal layer", 0) & Compact() & Remember() & Relay();

    private static bool Decide(string name, int temporal)
    {
        // VP8, every second picture in the upper temporal layer.
        byte[] lower = [0x90, 0xE0, 0x80, 0x00, 0x00, 0x00, 0x11, 0x00];
        byte[] upper = [0x90, 0xE0, 0x80, 0x01, 0x00, 0x60, 0x11, 0x00];
        if (!Vp8Descriptor.TryParse(lower, out var even) || !Vp8Descriptor.TryParse(upper, out var odd))
        {
            throw new InvalidOperationException("a payload was refused");
        }

        var filter = new LayerFilter();
        filter.Begin();
        var wanted = new LayersWanted(LayerFilter.All, temporal, 0, 0);
        long number = 0;
        return MicroBenchmark.Measure(name, count =>
        {
            for (var i = 0; i < count; i++)
            {
                number++;
                var packet = new ForwardedPacket
                {
                    Number = number,
                    DenseNumber = number,
                    Timestamp = (uint)number * 3000,
                    Marker = true,
                    Vp8 = (number & 1) == 0 ? even : odd,
                };
                var form = default(SentForm);
                filter.Judge(packet, wanted, out _, out _, ref form);
            }
        });
    }

    private static bool Compact()
    {
        var compactor = default(SequenceCompactor);
        long next = 0;
        return MicroBenchmark.Measure("sequence number without holes", count =>
        {
            for (var i = 0; i < count; i++)
            {
                if (++next % 3 == 0)
                {
                    compactor.Skip(next);
                }
                else
                {
                    compactor.Map(next);
                }
            }
        });
    }

    private static bool Remember()
    {
        var sent = new SentPackets(512);
        var unwrapper = default(SequenceUnwrapper);
        long next = 0;
        return MicroBenchmark.Measure("remember what was sent + look up to repeat", count =>
        {
            for (var i = 0; i < count; i++)
            {
                var number = unwrapper.Unwrap((ushort)next++);
                var now = new Instant(next * TimeSpan.TicksPerMillisecond);
                sent.Add(number, layer: 0, number, (uint)number, default, now);
                sent.TryResend((ushort)(number - 100), TimeSpan.FromMilliseconds(50), now, out _);
            }
        });
    }

    private static bool Relay()
    {
        // Both ends on one thread: two would take the packets from each other's caches, and wake each other.
        using var channel = new RelayChannel();
        var packet = new byte[1_200];
        return MicroBenchmark.Measure("relay of 1,200 bytes to another loop, both ends", count =>
        {
            for (var i = 0; i < count; i++)
            {
                channel.TryWrite(new() { Kind = RelayKind.Packet, Publication = i }, packet, []);
                if (i % 8 == 7)
                {
                    channel.TryPublish();
                    while (channel.TryRead(out _, out _))
                    {
                    }

                    channel.Release();
                }
            }
        });
    }
}
