using Visio.Rtc.CongestionControl;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Time;

namespace Visio.Fuzz.Targets;

/// <summary>
/// A sender that is told anything about what it sent: the first byte says how many packets left before, the rest is RTCP. Its estimate stays
/// within bounds, and its clock goes on.
/// </summary>
internal static class EstimateTarget
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        var estimate = new BandwidthEstimate { WantedBitrate = new(3_000_000) };
        var now = Instant.Zero + TimeSpan.FromSeconds(1);
        for (var i = 0; i < input[0]; i++)
        {
            Send(estimate, 1_000, now);
            now += TimeSpan.FromMilliseconds(3);
        }

        var reader = new RtcpReader(input[1..]);
        while (reader.MoveNext())
        {
            if (TransportFeedback.TryParse(reader.Current, out var feedback))
            {
                estimate.OnFeedback(feedback, now);
            }
            else if (ReceiverEstimate.TryParse(reader.Current, out var remb))
            {
                estimate.OnReceiverEstimate(remb.Rate, now);
            }

            now += TimeSpan.FromMilliseconds(50);
            estimate.HandleTimeout(now);
            for (var owed = estimate.PaddingOwed(canPad: true, now); owed > 0; owed -= 300)
            {
                Send(estimate, 300, now);
            }

            Oracle.Holds(estimate.Target >= BandwidthEstimate.Least && estimate.Target <= BandwidthEstimate.Unconstrained, "the estimate is out of bounds");
            Oracle.Holds(estimate.NextTimeout >= now, "the deadline is in the past");
            Oracle.Holds(estimate.OwnLoss is >= 0 and < 0.5 && estimate.QueueDelay >= TimeSpan.Zero, "the path is impossible");
        }
    }

    private static void Send(BandwidthEstimate estimate, int bytes, Instant now) => estimate.OnSent(bytes, isNumbered: true, now);
}
