using Visio.Rtc;
using Visio.Rtc.Units;
using Visio.Testing;

namespace Visio.Sfu.Tests.Networks;

/// <summary>The networks that calls have to bear. The camera's sizes take 1.5 Mbit/s, 480 kbit/s and 140 kbit/s.</summary>
internal static class NetworkScenarios
{
    private static readonly LinkConditions Usual = new() { Delay = TimeSpan.FromMilliseconds(20) };

    public static readonly NetworkScenario[] All =
    [
        new("nothing is wrong", 10) { MostConcealed = 0, LongestFreeze = 0.1, FewestPictures = 24.5 },
        new("1 % lost to the viewer", 12) { Down = Lossy(0.01), MostConcealed = 0.03, LongestFreeze = 0.3, FewestPictures = 24 },
        new("5 % lost to the viewer", 12) { Down = Lossy(0.05), MostConcealed = 0.08, LongestFreeze = 0.6, FewestPictures = 22 },
        new("10 % lost to the viewer", 12) { Down = Lossy(0.10), MostConcealed = 0.14, LongestFreeze = 1, FewestPictures = 18 },
        new("20 % lost to the viewer", 12) { Down = Lossy(0.20), MostConcealed = 0.25, LongestFreeze = 4, FewestPictures = 5 },
        new("5 % lost from the publisher", 12) { PublisherUp = Usual with { Loss = 0.05 }, MostConcealed = 0.08, LongestFreeze = 0.6, FewestPictures = 22 },
        new("10 % lost from the publisher", 12) { PublisherUp = Usual with { Loss = 0.1 }, MostConcealed = 0.14, LongestFreeze = 1, FewestPictures = 18 },
        new("20 % lost from the publisher", 12) { PublisherUp = Usual with { Loss = 0.2 }, MostConcealed = 0.25, LongestFreeze = 1.5, FewestPictures = 12 },
        new("5 % lost in bursts of 8", 12) { Down = [(0, Usual with { Loss = 0.05, BurstLength = 8 })], MostConcealed = 0.1, LongestFreeze = 1, FewestPictures = 12 },
        new("150 ms each way", 12) { Down = [(0, new() { Delay = TimeSpan.FromMilliseconds(150) })], MostConcealed = 0, LongestFreeze = 0.1, FewestPictures = 24.5 },
        new("300 ms each way, 2 % lost", 15) { Down = [(0, new() { Delay = TimeSpan.FromMilliseconds(300), Loss = 0.02 })], MostConcealed = 0.04, LongestFreeze = 1.5, FewestPictures = 18 },
        new("jitter of 60 ms", 12) { Down = [(0, Usual with { Jitter = TimeSpan.FromMilliseconds(60), KeepsOrder = true })], MostConcealed = 0.01, LongestFreeze = 0.3, FewestPictures = 23 },
        new("10 % overtaken by 30 ms", 12) { Down = [(0, Usual with { Reordering = 0.1 })], MostConcealed = 0, LongestFreeze = 0.3, FewestPictures = 24 },
        new("1 % arrives twice", 10) { Down = [(0, Usual with { Duplication = 0.01 })], MostConcealed = 0, LongestFreeze = 0.2, FewestPictures = 24.5 },
        new("1 Mbit/s", 20) { Down = [(0, Narrow(1_000_000))], Settling = 6, MostConcealed = 0.02, LongestFreeze = 1, FewestPictures = 20, LeastUse = 0.35 },
        new("300 kbit/s", 20) { Down = [(0, Narrow(300_000))], Settling = 8, MostConcealed = 0.05, LongestFreeze = 1.5, FewestPictures = 15, LeastUse = 0.4 },
        new("3 M, 500 k, 150 k, 3 M", 55)
        {
            Down = [(0, Narrow(3_000_000)), (10, Narrow(500_000)), (20, Narrow(150_000)), (35, Narrow(3_000_000))],
            GoodAgainAt = 35, MostConcealed = 0.08, LongestFreeze = 3, FewestPictures = 15, LongestRecovery = 8,
        },
        new("nothing arrives for 5 s", 25)
        {
            Down = [(0, Usual), (8, Usual with { Loss = 1 }), (13, Usual)],
            GoodAgainAt = 13, MostConcealed = 0.27, LongestFreeze = 7, FewestPictures = 16, LongestRecovery = 3,
        },
        new("another address, ICE begins anew", 14)
        {
            Down = [(0, Usual)],
            EverySecond = (second, meeting, _, viewer) =>
            {
                if (second == 6)
                {
                    viewer.Host.Address = TransportAddress.FromIPv4(0x0B000001, 41_000);
                    meeting.RestartIce(viewer);
                }
            },
            GoodAgainAt = 6, MostConcealed = 0.06, LongestFreeze = 1.5, FewestPictures = 22, LongestRecovery = 2,
        },
        new("2 Mbit/s to the viewer, 64 kbit/s and 5 % lost from it", 20)
        {
            Down = [(0, Narrow(2_000_000))], Up = [(0, Narrow(64_000) with { Loss = 0.05 })],
            Settling = 6, MostConcealed = 0.03, LongestFreeze = 1.5, FewestPictures = 18, LeastUse = 0.2,
        },
    ];

    private static LinkConditions Narrow(long bitsPerSecond) => Usual with { Bandwidth = new Bitrate(bitsPerSecond) };

    private static (double From, LinkConditions Link)[] Lossy(double loss) => [(0, Usual with { Loss = loss })];
}
