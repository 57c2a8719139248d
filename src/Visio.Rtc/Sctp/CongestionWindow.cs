namespace Visio.Rtc.Sctp;

/// <summary>How many bytes may be in flight (RFC 9260 §7.2).</summary>
internal sealed class CongestionWindow(int mtu)
{
    /// <summary>
    /// By how many packets one SACK may open the window (RFC 9260 §7.2.1, L). One would be too slow where SACKs answer whole
    /// batches of packets, as they do from a peer that reads its socket in batches.
    /// </summary>
    private const int MaxPacketsPerSack = 4;

    private int _threshold = int.MaxValue;
    private int _partialBytesAcked;
    private Tsn? _recoveryExit;

    /// <summary>The window, in bytes. It starts at ten packets, as TCP's does (RFC 6928) and as browsers' SCTP does.</summary>
    public int Size { get; private set; } = 10 * mtu;

    /// <summary>Whether a loss is being repaired, so that further losses of the same flight do not shrink the window again (RFC 9260 §7.2.4).</summary>
    public bool IsRecovering => _recoveryExit is not null;

    /// <summary>The cumulative point has moved to <paramref name="cumulative"/>.</summary>
    /// <param name="cumulative">The new cumulative point.</param>
    /// <param name="ackedBytes">Bytes this SACK acknowledged for the first time.</param>
    /// <param name="wasFull">Whether the window was fully used before this SACK: an idle sender's window does not grow.</param>
    public void OnAdvanced(Tsn cumulative, int ackedBytes, bool wasFull)
    {
        if (_recoveryExit is { } exit)
        {
            if (cumulative >= exit)
            {
                _recoveryExit = null;
            }

            return;
        }

        if (Size <= _threshold)
        {
            // Slow start (RFC 9260 §7.2.1). The ceiling keeps the sum far from overflow.
            if (wasFull)
            {
                Size = Math.Min(Size + Math.Min(ackedBytes, MaxPacketsPerSack * mtu), int.MaxValue / 4);
            }

            return;
        }

        // Congestion avoidance: one packet more per window acknowledged (RFC 9260 §7.2.2).
        _partialBytesAcked += ackedBytes;
        if (_partialBytesAcked >= Size)
        {
            if (wasFull)
            {
                _partialBytesAcked -= Size;
                Size = Math.Min(Size + mtu, int.MaxValue / 4);
            }
            else
            {
                _partialBytesAcked = Size;
            }
        }
    }

    /// <summary>Everything sent is acknowledged (RFC 9260 §7.2.2).</summary>
    public void OnAllAcknowledged() => _partialBytesAcked = 0;

    /// <summary>Three SACKs have reported a chunk missing (RFC 9260 §7.2.4).</summary>
    /// <param name="highestSent">The last TSN sent: recovery lasts until it is acknowledged.</param>
    public void OnFastRetransmit(Tsn highestSent)
    {
        if (IsRecovering)
        {
            return;
        }

        Halve();
        Size = _threshold;
        _recoveryExit = highestSent;
    }

    /// <summary>T3-rtx expired (RFC 9260 §7.2.3).</summary>
    public void OnTimeout()
    {
        Halve();
        Size = mtu;
        _recoveryExit = null;
    }

    private void Halve()
    {
        _threshold = Math.Max(Size / 2, 4 * mtu);
        _partialBytesAcked = 0;
    }
}
