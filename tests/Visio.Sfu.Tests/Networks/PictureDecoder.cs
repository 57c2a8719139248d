using System.Buffers.Binary;
using Visio.Rtc.Codecs;
using Visio.Rtc.Time;

namespace Visio.Sfu.Tests.Networks;

/// <summary>
/// What a browser can show of a VP8 stream of <see cref="TrackSource"/>: puts packets together to frames and shows those that are complete and
/// whose references were shown, in order.
/// </summary>
internal sealed class PictureDecoder
{
    private readonly SortedDictionary<long, Frame> _waiting = [];
    private long _highest;
    private long _lastShown = -1;
    private byte _base;
    private bool _hasBegun;

    /// <summary>When each frame was shown, and of which encoding it was.</summary>
    public List<(Instant At, char Rid, int Running)> Shown { get; } = [];

    /// <summary>When the oldest frame that cannot be shown yet began to arrive; never when none waits.</summary>
    public Instant WaitsSince => _waiting.Count > 0 ? _waiting.First().Value.Since : Instant.Never;

    /// <summary>How long a frame is held back for an earlier one that is not complete, before that is left out.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Key frames among those shown.</summary>
    public int KeyFrames { get; private set; }

    public void Take(ReadOnlySpan<byte> payload, Instant now)
    {
        if (!Vp8Descriptor.TryParse(payload, out var vp8))
        {
            return;
        }

        var number = Unwrap(vp8.PictureId);
        if (number <= _lastShown)
        {
            return;
        }

        if (!_waiting.TryGetValue(number, out var frame))
        {
            _waiting.Add(number, frame = new(now, vp8, (char)payload[21], BinaryPrimitives.ReadInt32BigEndian(payload[16..]), payload[22]));
        }

        frame.IsKey |= vp8.IsKeyFrameStart;
        frame.Received[payload[20]] = true;
        Show(now);
    }

    /// <summary>Shows what can be shown now.</summary>
    public void Show(Instant now)
    {
        while (Next(now) is var (number, frame) && frame is not null)
        {
            (_hasBegun, _lastShown, _base) = (true, number, frame.BaseLayer);
            KeyFrames += frame.IsKey ? 1 : 0;
            Shown.Add((now, frame.Rid, frame.Running));
            foreach (var passed in _waiting.Keys.TakeWhile(n => n <= number).ToArray())
            {
                _waiting.Remove(passed);
            }
        }
    }

    // RFC 7741 §4.2: a frame of the lowest temporal layer needs the one before it (TL0PICIDX), another needs the last of the lowest.
    private (long Number, Frame? Frame) Next(Instant now)
    {
        var isWhole = true;
        var before = _lastShown;
        foreach (var (number, frame) in _waiting)
        {
            isWhole &= !_hasBegun || number == before + 1;
            before = number;
            if (!isWhole && now - frame.Since < Patience)
            {
                break;
            }

            isWhole &= frame.IsComplete;
            if (frame.IsComplete && (frame.IsKey || (_hasBegun && frame.BaseLayer == (byte)(_base + (frame.TemporalLayer == 0 ? 1 : 0)))))
            {
                return (number, frame);
            }
        }

        return default;
    }

    private long Unwrap(int pictureId)
    {
        var number = _highest == 0 ? 0x8000 + pictureId : _highest + (((pictureId - _highest + 0x4000) & 0x7FFF) - 0x4000);
        _highest = Math.Max(_highest, number);
        return number;
    }

    private sealed class Frame(Instant since, Vp8Descriptor vp8, char rid, int running, int packets)
    {
        public Instant Since => since;

        public char Rid => rid;

        public int Running => running;

        public byte BaseLayer { get; } = (byte)vp8.BaseLayerIndex;

        public int TemporalLayer { get; } = vp8.TemporalLayer;

        public bool IsKey { get; set; }

        public bool[] Received { get; } = new bool[packets];

        public bool IsComplete => Array.TrueForAll(Received, r => r);
    }
}
