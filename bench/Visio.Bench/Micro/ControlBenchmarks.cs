using Visio.Rtc.CongestionControl;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Stun;
using Visio.Rtc.Time;
using Visio.Rtc.Units;
using Visio.Sfu.Loop;

namespace Visio.Bench.Micro;

/// <summary>What is noted of each packet, and the reports made and read of it.</summary>
internal static class ControlBenchmarks
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    public static bool Run() => Nacks() & Reception() & Reports() & Feedback() & Estimator() & Pace() & Stun();

    private static bool Nacks()
    {
        var generator = new NackGenerator();
        long next = 0;
        var asked = new ushort[NackGenerator.Capacity];
        return MicroBenchmark.Measure("NACK history per packet, 1 % missing", count =>
        {
            for (var i = 0; i < count; i++, next++)
            {
                var now = new Instant(next * Step.Ticks);
                if (next % 100 != 0)
                {
                    generator.OnPacket((ushort)next, now);
                }

                if (generator.Due <= now)
                {
                    generator.Collect(now, asked);
                }
            }
        });
    }

    private static bool Reception()
    {
        var statistics = new ReceptionStatistics(1, 90_000);
        long next = 0;
        return MicroBenchmark.Measure("jitter and loss per packet", count =>
        {
            for (var i = 0; i < count; i++, next++)
            {
                statistics.OnPacket((ushort)next, (uint)(next * 90), new(next * Step.Ticks));
            }
        });
    }

    private static bool Reports()
    {
        var statistics = new ReceptionStatistics(1, 90_000);
        statistics.OnPacket(1, 1, Instant.Zero);
        var buffer = new byte[200];
        return MicroBenchmark.Measure("RTCP report with CNAME and NACK write + read", count =>
        {
            for (var i = 0; i < count; i++)
            {
                statistics.TryReport(new(i), out var block);
                var writer = new RtcpWriter(buffer);
                writer.TryWriteReceiverReport(1, [block]);
                writer.TryWriteCname(1, "somebody"u8);
                writer.TryWriteNack(1, 2, [1, 2, 30]);
                var found = 0;
                foreach (var packet in new RtcpReader(writer.Written))
                {
                    if (GenericNack.TryParse(packet, out var nack))
                    {
                        foreach (var _ in nack)
                        {
                            found++;
                        }
                    }
                }

                Require(found == 3);
            }
        });
    }

    private static bool Feedback()
    {
        var recorder = new TransportFeedbackRecorder();
        var buffer = new byte[1200];
        long next = 0;
        return MicroBenchmark.Measure("transport-wide feedback per packet", count =>
        {
            for (var i = 0; i < count; i++)
            {
                var now = new Instant(next * Step.Ticks);
                recorder.Record((ushort)next++, marker: false, now);
                while (recorder.TryWrite(now, 1, 2, buffer, out _))
                {
                }
            }
        });
    }

    private static bool Estimator()
    {
        var estimator = new SendSideEstimator();
        var recorder = new TransportFeedbackRecorder();
        var buffer = new byte[1200];
        long next = 0;
        return MicroBenchmark.Measure("bandwidth estimate per packet, its report included", count =>
        {
            for (var i = 0; i < count; i++)
            {
                var now = new Instant(TimeSpan.TicksPerSecond + (next++ * Step.Ticks));
                var number = estimator.NextNumber;
                estimator.OnSent(1200, now);
                recorder.Record(number, marker: true, now + Step);
                while (recorder.TryWrite(now + Step, 1, 2, buffer, out var length))
                {
                    foreach (var packet in new RtcpReader(buffer.AsSpan(0, length)))
                    {
                        Require(TransportFeedback.TryParse(packet, out var feedback));
                        estimator.OnFeedback(feedback, now + Step + Step);
                    }
                }
            }
        });
    }

    private static bool Pace()
    {
        var pacer = default(Pacer);
        var target = new Bitrate(2_000_000);
        long next = 0;
        return MicroBenchmark.Measure("pacer per packet", count =>
        {
            for (var i = 0; i < count; i++)
            {
                var now = new Instant(next++ * Step.Ticks);
                if (pacer.MaySend(now))
                {
                    pacer.OnSent(1200, target, now);
                }
            }
        });
    }

    private static bool Stun()
    {
        var buffer = new byte[200];
        var writer = new StunWriter(buffer, StunClass.Request, StunTransactionId.Create(SystemRandomSource.Instance));
        writer.AddUsername("abcdefgh"u8, "ijkl"u8);
        writer.AddIntegrity("FLDczBUMWXoUuEbYKvggZtki"u8);
        writer.AddFingerprint();
        var length = writer.Length;
        return MicroBenchmark.Measure("STUN demultiplexing: whose request it is", count =>
        {
            for (var i = 0; i < count; i++)
            {
                Require(StunDemultiplexer.TryReadLocalUsernameFragment(buffer.AsSpan(0, length), out var fragment) && fragment.Length == 8);
            }
        }) & MicroBenchmark.Measure("STUN request parse + verify", count =>
        {
            for (var i = 0; i < count; i++)
            {
                Require(StunMessage.TryParse(buffer.AsSpan(0, length), out var message) && message.VerifyIntegrity("FLDczBUMWXoUuEbYKvggZtki"u8));
            }
        });
    }

    private static void Require(bool isTrue)
    {
        if (!isTrue)
        {
            throw new InvalidOperationException("a packet was refused");
        }
    }
}
