using Visio.Rtc.Time;
using Visio.Rtc.Units;

namespace Visio.Rtc.CongestionControl;

/// <summary>
/// Finds out whether the path carries more than is sent: for 25 ms packets leave at a higher rate, filled up with padding, and their arrivals
/// tell at which rate they came through. One at a time.
/// </summary>
internal sealed class BandwidthProbe
{
    private static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>Fewer say nothing about a rate.</summary>
    private const int LeastPackets = 6;

    /// <summary>The share of the packets that has to arrive.</summary>
    private const double LeastArrived = 0.6;

    /// <summary>Below this share of the rate they left at, packets came through at the path's own rate.</summary>
    private const double Saturated = 0.9;

    /// <summary>What of the path's own rate is to be used, so that no queue grows from it.</summary>
    private const double Use = 0.95;

    private byte _id;
    private bool _isSending;
    private Instant _start;
    private Instant _lastSent;
    private long _bytes;
    private long _lastBytes;
    private int _packets;
    private int _arrived;
    private long _arrivedBytes;
    private int _firstBytes;
    private Instant _firstArrived;
    private Instant _lastArrived;

    /// <summary>The rate it tries.</summary>
    public Bitrate Rate { get; private set; }

    /// <summary>Whether packets of it are to be sent.</summary>
    public bool IsSending => _isSending;

    /// <summary>Whether its result is awaited.</summary>
    public bool IsPending { get; private set; }

    /// <summary>What packets that leave now are marked with; 0 while none is sent.</summary>
    public byte Mark => _isSending ? _id : (byte)0;

    /// <summary>When the last of it left.</summary>
    public Instant LastSent => _lastSent;

    /// <summary>When the next of it is to leave.</summary>
    public Instant NextTimeout => !_isSending ? Instant.Never : _packets == 0 ? _start
        : Later(_lastSent + Tick, _start + TimeSpan.FromSeconds(_bytes * 8.0 / Rate.BitsPerSecond));

    /// <summary>Begins.</summary>
    public void Start(Bitrate rate, Instant now)
    {
        _id = (byte)(_id == byte.MaxValue ? 1 : _id + 1);
        Rate = rate;
        _isSending = true;
        IsPending = true;
        _start = now;
        _lastSent = now;
        (_bytes, _lastBytes, _packets, _arrived, _arrivedBytes, _firstBytes) = (0, 0, 0, 0, 0, 0);
    }

    /// <summary>Gives up.</summary>
    public void Cancel()
    {
        _isSending = false;
        IsPending = false;
    }

    /// <summary>How many bytes of padding are missing now; 0 ends the turn.</summary>
    public int Owed(Instant now)
    {
        if (!_isSending)
        {
            return 0;
        }

        if (now - _start >= Duration && _packets >= LeastPackets)
        {
            _isSending = false;
            return 0;
        }

        return (int)Math.Max(_packets == 0 ? 1 : 0, Rate.BytesIn(now - _start + Tick) - _bytes);
    }

    /// <summary>A packet of it leaves, media or padding.</summary>
    public void OnSent(int bytes, Instant now)
    {
        _lastBytes = now == _lastSent ? _lastBytes + bytes : bytes;
        _lastSent = now;
        _bytes += bytes;
        _packets++;
    }

    /// <summary>A packet of it has arrived.</summary>
    public void OnArrived(in SentPacket packet, Instant arrived)
    {
        if (packet.Probe != _id || !IsPending)
        {
            return;
        }

        if (_arrived == 0 || arrived < _firstArrived)
        {
            _firstArrived = arrived;
            _firstBytes = packet.Bytes;
        }

        _lastArrived = _arrived == 0 || arrived > _lastArrived ? arrived : _lastArrived;
        _arrived++;
        _arrivedBytes += packet.Bytes;
    }

    /// <summary>Whether it has shown anything; then it is over.</summary>
    /// <param name="reportedUpTo">When the last packet that was reported on left.</param>
    /// <param name="result">What the path carries at least.</param>
    public bool TryConclude(Instant reportedUpTo, out Bitrate result)
    {
        result = Bitrate.Zero;
        if (!IsPending || _isSending || (_arrived < _packets && reportedUpTo <= _lastSent))
        {
            return false;
        }

        IsPending = false;
        if (_arrived < LeastPackets || _arrived < _packets * LeastArrived || _lastArrived <= _firstArrived)
        {
            return true;
        }

        var sent = _lastSent > _start ? Bitrate.Over(_bytes - _lastBytes, _lastSent - _start) : Rate;
        var received = Bitrate.Over(_arrivedBytes - _firstBytes, _lastArrived - _firstArrived);
        result = received < sent * Saturated ? received * Use : Bitrate.Min(received, sent);
        return true;
    }

    private static Instant Later(Instant a, Instant b) => a > b ? a : b;
}
