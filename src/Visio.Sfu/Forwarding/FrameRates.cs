using System.Runtime.CompilerServices;
using Visio.Rtc.Time;

namespace Visio.Sfu.Forwarding;

/// <summary>Measures how many frames a second each temporal layer of a stream adds. A mutable struct, owned by one layer.</summary>
internal struct FrameRates
{
    /// <summary>VP8 knows four temporal layers (RFC 7741 §4.2, TID).</summary>
    private const int Layers = 4;

    /// <summary>A rate this much below the wanted one counts as reaching it: cameras do not keep their rates exactly.</summary>
    private const double Tolerance = 0.9;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private Counts _counts;
    private Counts _rates;
    private Instant _since;
    private bool _counting;
    private bool _known;

    /// <summary>Counts a frame; -1 is a stream without temporal layers.</summary>
    public void OnFrame(int temporalLayer, Instant now)
    {
        if (!_counting)
        {
            _counting = true;
            _since = now;
        }
        else if (now - _since >= Window)
        {
            var total = 0f;
            for (var i = 0; i < Layers; i++)
            {
                total += _counts[i];
                _rates[i] = (float)(total / (now - _since).TotalSeconds);
                _counts[i] = 0;
            }

            _known = true;
            _since = now;
        }

        _counts[Math.Clamp(temporalLayer, 0, Layers - 1)]++;
    }

    /// <summary>The lowest temporal layer that gives <paramref name="framesPerSecond"/>; the highest when none does, and before anything was measured.</summary>
    public readonly int Enough(int framesPerSecond)
    {
        var layer = framesPerSecond > 0 && _known ? 0 : Layers - 1;
        while (layer < Layers - 1 && _rates[layer] < framesPerSecond * Tolerance)
        {
            layer++;
        }

        return layer;
    }

    [InlineArray(Layers)]
    private struct Counts
    {
        private float _first;
    }
}
