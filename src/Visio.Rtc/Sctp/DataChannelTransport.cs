using System.Text;
using Visio.Rtc.Time;

namespace Visio.Rtc.Sctp;

/// <summary>
/// Data channels over one SCTP association (RFC 8831, RFC 8832, RFC 9260): SCTP packets in, SCTP packets and messages out.
/// The packets travel inside DTLS application data. Owned by one thread; never throws on network input.
/// </summary>
public sealed class DataChannelTransport
{
    /// <summary>What a waiting message costs besides its bytes.</summary>
    private const int MessageCost = 128;

    /// <summary>The objects of an association and a few channels.</summary>
    private const int OwnBytes = 3_000;

    private readonly DataChannelOptions _options;
    private readonly SctpAssociation _association;
    private readonly Dictionary<ushort, DataChannel> _channels = [];
    private readonly HashSet<ushort> _spent = [];
    private readonly Queue<(DataChannelEvent Event, InboundData? Source)> _events = new();
    private long _ignoredMessages;

    /// <summary>Prepares an association that has not started.</summary>
    /// <param name="options">Ports, limits, and which half of the stream identifiers is ours (RFC 8832 §6: the DTLS client uses the even ones).</param>
    /// <param name="random">Verification tag, initial TSN and cookie key are drawn from it.</param>
    public DataChannelTransport(DataChannelOptions options, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Mtu, 512, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Mtu, ushort.MaxValue, nameof(options));
        _options = options;
        _association = new(options, random);
    }

    /// <summary>When <see cref="HandleTimeout"/> wants to be called next; <see cref="Instant.Never"/> when nothing is pending.</summary>
    public Instant NextTimeout => _association.NextTimeout;

    /// <summary>Whether the handshake is done and the association is not ending.</summary>
    public bool IsConnected => _association.State == AssociationState.Established;

    /// <summary>Packets, chunks and messages that were malformed, out of place or meant for no channel.</summary>
    public long Ignored => _association.Ignored + _ignoredMessages;

    /// <summary>Memory that it takes, about; what waits in it exactly.</summary>
    internal long Bytes => OwnBytes + _association.Outbound.Bytes + (_association.Inbound?.Bytes ?? 0);

    /// <summary>The association beneath.</summary>
    internal SctpAssociation Association => _association;

    /// <summary>Sends INIT. Both sides may do so at once (RFC 9260 §5.2); a side that does not simply waits for the other's.</summary>
    public void Connect(Instant now) => _association.Connect(now);

    /// <summary>Takes one SCTP packet as it came out of DTLS. Anything malformed is counted and ignored.</summary>
    public void HandlePacket(ReadOnlySpan<byte> packet, Instant now)
    {
        _association.HandlePacket(packet, now);
        TakeEvents();
    }

    /// <summary>Runs the timers that are due.</summary>
    public void HandleTimeout(Instant now)
    {
        _association.HandleTimeout(now);
        TakeEvents();
    }

    /// <summary>Opens a channel with an in-band DATA_CHANNEL_OPEN (RFC 8832 §5.1); it may be sent on at once.</summary>
    /// <param name="label">The channel's name, at most 1024 bytes of UTF-8; it need not be unique.</param>
    /// <param name="protocol">The subprotocol, at most 1024 bytes of UTF-8; usually empty.</param>
    /// <param name="reliability">How hard to try.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="InvalidOperationException">All stream identifiers of our half are in use.</exception>
    public DataChannelId Open(string label, string protocol, DataChannelReliability reliability, Instant now)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Encoding.UTF8.GetByteCount(label), ChannelOpen.MaxNameBytes, nameof(label));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Encoding.UTF8.GetByteCount(protocol), ChannelOpen.MaxNameBytes, nameof(protocol));
        var stream = _options.IsDtlsClient ? 0 : 1;
        while (_channels.ContainsKey((ushort)stream) || _spent.Contains((ushort)stream))
        {
            stream += 2;
        }

        if (stream >= _association.OutboundStreams)
        {
            throw new InvalidOperationException("All stream identifiers are in use.");
        }

        var channel = new DataChannel((ushort)stream, label, reliability);
        _channels.Add(channel.Stream, channel);
        SendControl(channel, new ChannelOpen(label, protocol, reliability).Write());
        return new(channel.Stream);
    }

    /// <summary>Queues one message; <paramref name="message"/> is kept, not copied, until it has arrived.</summary>
    /// <returns>Why the message was refused, or <see cref="DataSendResult.Queued"/>.</returns>
    public DataSendResult Send(DataChannelId channel, DataMessageKind kind, ReadOnlyMemory<byte> message, Instant now)
    {
        if (!_channels.TryGetValue(channel.Stream, out var open) || open.IsClosing ||
            _association.State is AssociationState.ShutdownPending or AssociationState.ShutdownReceived
                or AssociationState.ShutdownSent or AssociationState.ShutdownAckSent)
        {
            return DataSendResult.ChannelClosed;
        }

        // Zero means that the other side takes any size (RFC 8841 §6.1).
        if (_options.MaxSendMessageSize > 0 && message.Length > _options.MaxSendMessageSize)
        {
            return DataSendResult.TooLarge;
        }

        var outbound = _association.Outbound;
        var stream = outbound.Stream(channel.Stream);
        if (!open.Reliability.IsReliable
            && stream.BufferedBytes + ((long)stream.Queued.Count * MessageCost) + message.Length > _options.MaxUnreliableBufferedAmount)
        {
            return DataSendResult.Dropped;
        }

        if (outbound.HeldBytes + ((long)outbound.QueuedMessages * MessageCost) + message.Length > _options.MaxBufferedAmount)
        {
            return open.Reliability.IsReliable ? DataSendResult.BufferFull : DataSendResult.Dropped;
        }

        // SCTP carries no empty messages: one byte stands in, and the identifier tells (RFC 8831 §6.6).
        var payloadProtocol = (kind, message.IsEmpty) switch
        {
            (DataMessageKind.Text, false) => PayloadProtocol.Text,
            (DataMessageKind.Text, true) => PayloadProtocol.EmptyText,
            (_, false) => PayloadProtocol.Binary,
            _ => PayloadProtocol.EmptyBinary,
        };
        outbound.Enqueue(new()
        {
            Stream = stream,
            PayloadProtocol = payloadProtocol,
            Data = message.IsEmpty ? new byte[1] : message,
            IsUnordered = !open.Reliability.Ordered && open.IsOpen,
            MaxRetransmits = open.Reliability.MaxRetransmits,
            Expires = open.Reliability.MaxLifetime is { } lifetime ? now + lifetime : Instant.Never,
        });
        return DataSendResult.Queued;
    }

    /// <summary>Bytes queued on a channel and not yet handed to the network (W3C <c>RTCDataChannel.bufferedAmount</c>).</summary>
    public long BufferedAmount(DataChannelId channel) =>
        _channels.ContainsKey(channel.Stream) ? _association.Outbound.Stream(channel.Stream).BufferedBytes : 0;

    /// <summary>Closes a channel by resetting its outgoing stream once what is queued has arrived (RFC 8831 §6.7, RFC 6525).</summary>
    public void Close(DataChannelId channel, Instant now)
    {
        if (_channels.TryGetValue(channel.Stream, out var open) && !open.IsClosing)
        {
            StartClosing(open);
        }
    }

    /// <summary>Ends the association once everything queued has arrived (RFC 9260 §9.2); <see cref="DataChannelEventKind.Aborted"/> tells when.</summary>
    public void Shutdown(Instant now)
    {
        _association.Shutdown(now);
        TakeEvents();
    }

    /// <summary>Ends the association with an ABORT (RFC 9260 §9.1).</summary>
    public void Abort(Instant now)
    {
        _association.Abort(now);
        TakeEvents();
    }

    /// <summary>Writes the next SCTP packet to send, at most <see cref="DataChannelOptions.Mtu"/> bytes; false when there is none.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is smaller than the MTU.</exception>
    public bool TryPollTransmit(Span<byte> destination, out int length, Instant now) =>
        _association.TryPollTransmit(destination, out length, now);

    /// <summary>Takes the next event; false when there is none. Messages not taken count against the window the peer may fill.</summary>
    public bool TryPollEvent(out DataChannelEvent e)
    {
        if (!_events.TryDequeue(out var next))
        {
            e = default;
            return false;
        }

        e = next.Event;
        next.Source?.Release(Math.Max(e.Message.Length, 1));
        return true;
    }

    private void TakeEvents()
    {
        while (_association.TryTakeEvent(out var e))
        {
            switch (e.Kind)
            {
                case AssociationEventKind.Established:
                    HandleEstablished();
                    break;
                case AssociationEventKind.Message:
                    HandleMessage(e.Message);
                    break;
                case AssociationEventKind.InboundReset:
                    HandleInboundReset(e.Stream);
                    break;
                case AssociationEventKind.OutboundReset:
                    HandleOutboundReset(e.Stream);
                    break;
                case AssociationEventKind.Restarted:
                    CloseAll();
                    break;
                case AssociationEventKind.Ended:
                    _channels.Clear();
                    Raise(DataChannelEventKind.Aborted);
                    break;
            }
        }
    }

    private void HandleEstablished()
    {
        Raise(DataChannelEventKind.Connected);
        foreach (var channel in _channels.Values.ToArray())
        {
            if (channel.Stream >= _association.OutboundStreams)
            {
                // Opened before we knew that the peer has fewer streams.
                _association.Outbound.ClearQueued(_association.Outbound.Stream(channel.Stream));
                Remove(channel);
            }
            else if (channel.IsClosing)
            {
                RequestReset(channel);
            }
        }
    }

    private void HandleMessage(in InboundMessage message)
    {
        var source = _association.Inbound;
        if (message.PayloadProtocol == PayloadProtocol.Control)
        {
            source?.Release(message.Data.Length);
            HandleControl(message);
            return;
        }

        DataMessageKind? kind = message.PayloadProtocol switch
        {
            PayloadProtocol.Text or PayloadProtocol.EmptyText => DataMessageKind.Text,
            PayloadProtocol.Binary or PayloadProtocol.EmptyBinary => DataMessageKind.Binary,
            _ => null,
        };
        var isEmpty = message.PayloadProtocol is PayloadProtocol.EmptyText or PayloadProtocol.EmptyBinary;
        if (kind is null || (isEmpty && message.Data.Length != 1) ||
            !_channels.TryGetValue(message.Stream, out var channel) || channel.IsCloseAnnounced)
        {
            source?.Release(message.Data.Length);
            _ignoredMessages++;
            return;
        }

        // A message says as well as an ACK that the peer knows the channel (RFC 8832 §6).
        MarkOpen(channel);
        _events.Enqueue((
            new(DataChannelEventKind.Message, new(message.Stream), string.Empty, kind.Value, isEmpty ? default : message.Data.AsMemory()),
            source));
    }

    private void HandleControl(in InboundMessage message)
    {
        _channels.TryGetValue(message.Stream, out var channel);
        if (message.Data is [ChannelOpen.AckMessageType, ..])
        {
            if (channel is { IsClosing: false })
            {
                MarkOpen(channel);
            }

            return;
        }

        // A stream in use cannot be opened again, unless its old channel only waits for the answer to our own reset.
        var isFree = channel is null || channel is { IsClosing: true, IsInboundReset: true };
        if (!isFree || !ChannelOpen.TryParse(message.Data, out var open) || message.Stream >= _association.OutboundStreams)
        {
            _ignoredMessages++;
            if (channel is null)
            {
                // Refused: the peer sees its channel close (RFC 8832 §6).
                channel = new(message.Stream, string.Empty, new()) { IsClosing = true, IsCloseAnnounced = true };
                _channels.Add(message.Stream, channel);
                RequestReset(channel);
            }

            return;
        }

        var inheritsReset = channel is not null;
        if (channel is not null)
        {
            Remove(channel);
        }

        channel = new(message.Stream, open.Label, open.Reliability) { InheritsReset = inheritsReset };
        _channels.Add(message.Stream, channel);
        SendControl(channel, [ChannelOpen.AckMessageType]);
        MarkOpen(channel);
    }

    private void HandleInboundReset(ushort stream)
    {
        if (!_channels.TryGetValue(stream, out var channel))
        {
            return;
        }

        channel.IsInboundReset = true;
        if (!channel.IsClosing)
        {
            // What was not begun would reach a closed channel.
            _association.Outbound.ClearQueued(_association.Outbound.Stream(stream));
            AnnounceClosed(channel);
            StartClosing(channel);
        }

        RemoveIfReset(channel);
    }

    private void HandleOutboundReset(ushort stream)
    {
        if (!_channels.TryGetValue(stream, out var channel))
        {
            return;
        }

        if (channel.InheritsReset)
        {
            channel.InheritsReset = false;
            if (channel.IsClosing)
            {
                // Closed while the reset of its predecessor was pending: now it needs one of its own.
                RequestReset(channel);
            }

            return;
        }

        channel.IsOutboundReset = true;
        RemoveIfReset(channel);
    }

    private void StartClosing(DataChannel channel)
    {
        channel.IsClosing = true;
        if (_association.Inbound is not null)
        {
            RequestReset(channel);
        }
    }

    private void RequestReset(DataChannel channel)
    {
        if (_association.CanResetStreams)
        {
            _association.ResetStream(channel.Stream);
            return;
        }

        // Without resets the numbering goes on, so a new channel could not tell its messages from late ones of the old.
        _spent.Add(channel.Stream);
        Remove(channel);
    }

    private void RemoveIfReset(DataChannel channel)
    {
        if (channel is { IsInboundReset: true, IsOutboundReset: true })
        {
            Remove(channel);
        }
    }

    private void Remove(DataChannel channel)
    {
        _channels.Remove(channel.Stream);
        AnnounceClosed(channel);
    }

    private void AnnounceClosed(DataChannel channel)
    {
        if (!channel.IsCloseAnnounced)
        {
            channel.IsCloseAnnounced = true;
            Raise(DataChannelEventKind.Closed, channel.Stream);
        }
    }

    private void CloseAll()
    {
        foreach (var channel in _channels.Values.ToArray())
        {
            Remove(channel);
        }

        _spent.Clear();
    }

    private void MarkOpen(DataChannel channel)
    {
        if (!channel.IsOpen)
        {
            channel.IsOpen = true;
            Raise(DataChannelEventKind.Opened, channel.Stream, channel.Label);
        }
    }

    /// <summary>Queues a message of the establishment protocol: always reliable and in order (RFC 8832 §6).</summary>
    private void SendControl(DataChannel channel, byte[] message) => _association.Outbound.Enqueue(new()
    {
        Stream = _association.Outbound.Stream(channel.Stream),
        PayloadProtocol = PayloadProtocol.Control,
        Data = message,
        IsUnordered = false,
        MaxRetransmits = null,
        Expires = Instant.Never,
    });

    private void Raise(DataChannelEventKind kind, ushort stream = 0, string label = "") =>
        _events.Enqueue((new(kind, new(stream), label, DataMessageKind.Binary, default), null));
}
