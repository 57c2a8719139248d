using Visio.Rtc.Time;

namespace Visio.Rtc.Sctp;

/// <summary>
/// Data channels over one SCTP association (RFC 8831, RFC 8832, RFC 9260): SCTP packets in, SCTP packets and messages out.
/// The packets travel inside DTLS application data. Owned by one thread; never throws on network input.
/// </summary>
public sealed class DataChannelTransport
{
    /// <summary>Prepares an association that has not started.</summary>
    /// <param name="options">Ports, limits, and which half of the stream identifiers is ours (RFC 8832 §6: the DTLS client uses the even ones).</param>
    /// <param name="random">Verification tag, initial TSN and cookie key are drawn from it.</param>
    public DataChannelTransport(DataChannelOptions options, RandomSource random) => throw new NotImplementedException();

    /// <summary>When <see cref="HandleTimeout"/> wants to be called next; <see cref="Instant.Never"/> when nothing is pending.</summary>
    public Instant NextTimeout => throw new NotImplementedException();

    /// <summary>Sends INIT. Both sides may do so at once (RFC 9260 §5.2); a side that does not simply waits for the other's.</summary>
    public void Connect(Instant now) => throw new NotImplementedException();

    /// <summary>Takes one SCTP packet as it came out of DTLS. Anything malformed is counted and ignored.</summary>
    public void HandlePacket(ReadOnlySpan<byte> packet, Instant now) => throw new NotImplementedException();

    /// <summary>Runs the timers that are due.</summary>
    public void HandleTimeout(Instant now) => throw new NotImplementedException();

    /// <summary>Opens a channel with an in-band DATA_CHANNEL_OPEN (RFC 8832 §5.1); it may be sent on at once.</summary>
    public DataChannelId Open(string label, string protocol, DataChannelReliability reliability, Instant now) => throw new NotImplementedException();

    /// <summary>Queues one message.</summary>
    /// <returns>Why the message was refused, or <see cref="DataSendResult.Queued"/>.</returns>
    public DataSendResult Send(DataChannelId channel, DataMessageKind kind, ReadOnlySpan<byte> message, Instant now) => throw new NotImplementedException();

    /// <summary>Bytes queued on a channel and not yet handed to the network (W3C <c>RTCDataChannel.bufferedAmount</c>).</summary>
    public long BufferedAmount(DataChannelId channel) => throw new NotImplementedException();

    /// <summary>Closes a channel by resetting its outgoing stream (RFC 8831 §6.7, RFC 6525).</summary>
    public void Close(DataChannelId channel, Instant now) => throw new NotImplementedException();

    /// <summary>Ends the association with an ABORT (RFC 9260 §9.1).</summary>
    public void Abort(Instant now) => throw new NotImplementedException();

    /// <summary>Writes the next SCTP packet to send, at most <see cref="DataChannelOptions.Mtu"/> bytes; false when there is none.</summary>
    public bool TryPollTransmit(Span<byte> destination, out int length, Instant now) => throw new NotImplementedException();

    /// <summary>Takes the next event; false when there is none.</summary>
    public bool TryPollEvent(out DataChannelEvent e) => throw new NotImplementedException();
}
