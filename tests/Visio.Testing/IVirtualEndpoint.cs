using Visio.Rtc;
using Visio.Rtc.Time;

namespace Visio.Testing;

/// <summary>Something sans-IO that a <see cref="VirtualNetwork"/> can run: a peer, or a server with many.</summary>
public interface IVirtualEndpoint
{
    /// <summary>When <see cref="HandleTimeout"/> or <see cref="TryTransmit"/> wants to be called next.</summary>
    Instant NextTimeout { get; }

    /// <summary>Takes one datagram, which it may change.</summary>
    void Receive(Span<byte> datagram, TransportAddress from, Instant now);

    void HandleTimeout(Instant now);

    /// <summary>Writes the next datagram to send; false when there is none.</summary>
    bool TryTransmit(Span<byte> destination, out int length, out TransportAddress to, Instant now);
}
