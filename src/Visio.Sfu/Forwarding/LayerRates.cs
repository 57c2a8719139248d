using System.Runtime.CompilerServices;
using Visio.Rtc.Time;

namespace Visio.Sfu.Forwarding;

/// <summary>
/// Measures the bitrate of a stream and of the layers within it, over about a second; it follows a rise quickly and a fall slowly, so that the
/// pauses between the pictures of a still screen are not taken for a cheap stream. A mutable struct, owned by one layer.
/// </summary>
internal struct LayerRates
{
    /// <summary>Spatial layers within one stream that are told apart; VP9 and AV1 are sent in three at most.</summary>
    public const int SpatialLayers = 4;

    /// <summary>Temporal layers that are told apart (RFC 7741 §4.2, TID).</summary>
    public const int TemporalLayers = 4;

    private const double Rising = 0.7;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Falling = TimeSpan.FromSeconds(4);

    /// <summary>The least time that the very first packets are taken to stand for.</summary>
    private static readonly TimeSpan LeastWindow = TimeSpan.FromMilliseconds(500);

    private Numbers _bits;
    private Numbers _rates;
    private Instant _since;
    private bool _counting;
    private bool _known;

    /// <summary>Counts a packet; layers that the codec does not name are -1.</summary>
    public void OnPacket(int spatialLayer, int temporalLayer, int bytes, Instant now)
    {
        if (!_counting)
        {
            _counting = true;
            _since = now;
        }
        else if (now - _since >= Window)
        {
            Close(now);
        }

        _bits[Index(Math.Clamp(spatialLayer, 0, SpatialLayers - 1), Math.Clamp(temporalLayer, 0, TemporalLayers - 1))] += bytes * 8;
    }

    /// <summary>Bits per second of a temporal layer and a spatial layer with all those below.</summary>
    public long UpTo(int spatialLayer, int temporalLayer, Instant now)
    {
        if (_counting && now - _since >= Window)
        {
            Close(now);
        }

        var first = Math.Max((now - _since).TotalSeconds, LeastWindow.TotalSeconds);
        var total = 0.0;
        for (var s = 0; s <= Math.Min(spatialLayer, SpatialLayers - 1); s++)
        {
            for (var t = 0; t <= Math.Min(temporalLayer, TemporalLayers - 1); t++)
            {
                total += _known ? _rates[Index(s, t)] : _bits[Index(s, t)] / first;
            }
        }

        return (long)total;
    }

    /// <summary>The highest temporal layer that comes.</summary>
    public readonly int HighestTemporalLayer()
    {
        for (var t = TemporalLayers - 1; t > 0; t--)
        {
            for (var s = 0; s < SpatialLayers; s++)
            {
                if ((_known ? _rates : _bits)[Index(s, t)] >= 1)
                {
                    return t;
                }
            }
        }

        return 0;
    }

    private void Close(Instant now)
    {
        var elapsed = now - _since;
        var falling = Math.Min(1, elapsed / Falling);
        for (var i = 0; i < SpatialLayers * TemporalLayers; i++)
        {
            var measured = (float)(_bits[i] / elapsed.TotalSeconds);
            var change = measured - _rates[i];
            _rates[i] += (float)(change * (!_known ? 1 : change > 0 ? Rising : falling));
            _bits[i] = 0;
        }

        _known = true;
        _since = now;
    }

    private static int Index(int spatialLayer, int temporalLayer) => (spatialLayer * TemporalLayers) + temporalLayer;

    [InlineArray(SpatialLayers * TemporalLayers)]
    private struct Numbers
    {
        private float _first;
    }
}
