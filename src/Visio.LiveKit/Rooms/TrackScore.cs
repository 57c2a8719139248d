using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>
/// How well one track arrives, from 0 to 100, as LiveKit scores it: by the delay of a conversation (round trip and jitter), by the loss
/// that was not mended, and by the layers that are missing. One per publication and per subscription.
/// </summary>
/// <param name="isVideo">Pictures suffer more from loss than Opus, which conceals it with in-band error correction (RFC 6716 §2.1.7).</param>
internal sealed class TrackScore(bool isVideo)
{
    public const double Best = 100;

    // The lowest a track falls to that still arrives, and that of one that does not.
    private const double Lowest = 30;
    private const double Silent = 40;

    private const double VideoLossWeight = 10;
    private const double OpusLossWeight = 8 / 1.5;
    private const double MissingLayerCost = 35;

    // It gets worse sooner than better.
    private const double Rising = 0.4;
    private const double Falling = 0.8;

    private double _mostPackets;

    /// <summary>The smoothed score.</summary>
    public double Value { get; private set; } = Best;

    /// <summary>Takes what was measured in one interval.</summary>
    public void Observe(in StreamQuality quality)
    {
        if (quality.Packets == 0)
        {
            Value = Math.Min(Value, Silent);
            return;
        }

        _mostPackets = Math.Max(_mostPackets, quality.Packets);
        Smooth(Math.Max(Lowest, Best - Delay(quality) - Loss(quality) - (MissingLayerCost * quality.MissingLayers)));
    }

    /// <summary>A muted track, or one that nobody is sent, has nothing to be wrong with.</summary>
    public void Rest() => Value = Best;

    private static double Delay(in StreamQuality quality)
    {
        var effective = (quality.RoundTripTime.TotalMilliseconds / 2) + (2 * quality.Jitter.TotalMilliseconds);
        return effective <= 160 ? effective / 40 : (effective - 120) / 10;
    }

    // A tenth of few packets, as of silence, is less harm than a tenth of many.
    private double Loss(in StreamQuality quality) =>
        100.0 * quality.Lost / quality.Packets * (isVideo ? VideoLossWeight : OpusLossWeight) * Math.Sqrt(quality.Packets / _mostPackets);

    private void Smooth(double score) => Value += (score - Value) * (score > Value ? Rising : Falling);
}
