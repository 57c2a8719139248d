using System.Buffers.Binary;
using Visio.Rtc.Time;

namespace Visio.Rtc.Sctp;

/// <summary>
/// One SCTP association (RFC 9260) over one path. This part routes chunks, runs the timers and fills packets; the handshake and
/// the goodbye stand in files of their own.
/// </summary>
internal sealed partial class SctpAssociation
{
    /// <summary>Streams each way. Browsers number channels from 0 on, two apart: this is 512 channels from each side.</summary>
    public const ushort StreamLimit = 1024;

    private const int MaxErrors = 10;
    private const int MaxControlChunks = 16;
    private const int MaxStandalonePackets = 4;

    private readonly DataChannelOptions _options;
    private readonly RandomSource _random;
    private readonly Queue<AssociationEvent> _events = new();
    private readonly Queue<ControlChunk> _control = new();
    private readonly Queue<byte[]> _standalone = new();
    private readonly Heartbeat _heartbeat;
    private readonly int _window;
    private OutboundData _outbound;
    private InboundData? _inbound;
    private StreamReset? _reset;
    private PeerSetup _peer;
    private bool _ended;
    private int _errors;

    public SctpAssociation(DataChannelOptions options, RandomSource random)
    {
        _options = options;
        _random = random;
        _heartbeat = new(random);
        _window = Math.Max(1024 * 1024, options.MaxReceiveMessageSize * 2);
        random.Fill(_cookieKey);
        _localTag = DrawTag();
        _localInitialTsn = new(random.NextUInt32());
        _outbound = new(options.Mtu, _localInitialTsn);
    }

    public AssociationState State { get; private set; }

    /// <summary>Packets and chunks that were malformed, out of place or of another association.</summary>
    public long Ignored { get; private set; }

    public OutboundData Outbound => _outbound;

    public InboundData? Inbound => _inbound;

    /// <summary>How many streams the peer receives on; our own limit before it has said so.</summary>
    public int OutboundStreams => _inbound is null ? StreamLimit : Math.Min(StreamLimit, _peer.InboundStreams);

    public bool CanResetStreams => _inbound is null || _peer.SupportsReConfig;

    public Instant NextTimeout
    {
        get
        {
            var next = Instant.Min(Instant.Min(_handshakeDeadline, _shutdownDeadline), Instant.Min(_outbound.Deadline, _heartbeat.Deadline));
            next = Instant.Min(next, _inbound?.SackDeadline ?? Instant.Never);
            return Instant.Min(next, _reset?.Deadline ?? Instant.Never);
        }
    }

    public bool TryTakeEvent(out AssociationEvent e) => _events.TryDequeue(out e);

    /// <summary>Asks for the reset of an outgoing stream once its messages have arrived; before the handshake nothing has to be reset.</summary>
    public void ResetStream(ushort stream) => _reset?.Request(stream);

    public void HandlePacket(ReadOnlySpan<byte> packet, Instant now)
    {
        if (!PacketReader.TryParse(packet, out var reader) || reader.SourcePort != _options.Port || reader.DestinationPort != _options.Port)
        {
            Ignored++;
            return;
        }

        var isFirst = true;
        var sackSeen = false;
        while (reader.TryRead(out var chunk))
        {
            if (!HasRightTag(reader.VerificationTag, chunk, isFirst))
            {
                Ignored++;
                if (State == AssociationState.Closed)
                {
                    AnswerOutOfTheBlue(reader.VerificationTag, chunk);
                }

                break;
            }

            // More than one SACK in a packet tells nothing more, and each costs a walk.
            if (chunk.Type == ChunkType.Sack && sackSeen)
            {
                continue;
            }

            sackSeen |= chunk.Type == ChunkType.Sack;
            if (!HandleChunk(chunk, reader.VerificationTag, isFirst, now))
            {
                break;
            }

            isFirst = false;
        }

        _inbound?.EndPacket(now);
        ContinueShutdown(now);
    }

    public void HandleTimeout(Instant now)
    {
        if (_handshakeDeadline <= now)
        {
            HandleHandshakeTimeout(now);
        }

        if (_shutdownDeadline <= now)
        {
            HandleShutdownTimeout(now);
        }

        if (_outbound.Deadline <= now)
        {
            _outbound.HandleTimeout(now);
            AddError(now);
        }

        if (_reset is not null && _reset.Deadline <= now)
        {
            _reset.HandleTimeout();
            AddError(now);
        }

        if (_heartbeat.Deadline <= now)
        {
            HandleHeartbeatTimeout(now);
        }
    }

    public bool TryPollTransmit(Span<byte> destination, out int length, Instant now)
    {
        if (destination.Length < _options.Mtu)
        {
            throw new ArgumentException("The buffer must hold one packet of the association's MTU.", nameof(destination));
        }

        if (_standalone.TryDequeue(out var packet))
        {
            packet.CopyTo(destination);
            length = packet.Length;
            return true;
        }

        length = 0;
        if (State == AssociationState.Closed)
        {
            return false;
        }

        var buffer = destination[.._options.Mtu];
        if (_initDue)
        {
            _initDue = false;
            var init = new PacketWriter(buffer, _options.Port, 0);
            WriteInit(ref init);
            length = init.Finish();
            return true;
        }

        var writer = new PacketWriter(buffer, _options.Port, _peer.Tag);
        Fill(ref writer, now);
        if (writer.IsEmpty)
        {
            return false;
        }

        length = writer.Finish();
        return true;
    }

    private bool CarriesData => State is AssociationState.Established or AssociationState.ShutdownPending or AssociationState.ShutdownReceived;

    private void Fill(ref PacketWriter writer, Instant now)
    {
        if (_cookieEchoDue)
        {
            _cookieEchoDue = false;
            _peerCookie.CopyTo(writer.Add(ChunkType.CookieEcho, 0, _peerCookie.Length));
        }

        while (_control.TryPeek(out var chunk) && writer.Room >= chunk.Value.Length)
        {
            _control.Dequeue();
            chunk.Value.CopyTo(writer.Add(chunk.Type, chunk.Flags, chunk.Value.Length));
        }

        if (_inbound is null)
        {
            return;
        }

        var hasData = CarriesData && _outbound.HasChunk(now);
        if ((_inbound.IsSackDue(now) || (hasData && _inbound.HasUnsackedData)) && writer.Room >= 128)
        {
            _inbound.WriteSack(ref writer);
        }

        if (!CarriesData)
        {
            return;
        }

        if (_reset!.HasChunk(now))
        {
            _reset.Write(ref writer, now);
        }

        if (hasData)
        {
            _outbound.WriteData(ref writer, now);
        }

        // After the data: writing it may have given up messages that came too late.
        if (_outbound.IsForwardTsnDue && writer.Room >= 64)
        {
            _outbound.WriteForwardTsn(ref writer);
        }
    }

    /// <summary>The verification tag rules (RFC 9260 §8.5, §8.5.1). A COOKIE ECHO is checked against the tag inside its cookie.</summary>
    private bool HasRightTag(uint tag, in Chunk chunk, bool isFirst) => chunk.Type switch
    {
        ChunkType.Init => tag == 0 && isFirst,
        ChunkType.CookieEcho => isFirst,
        ChunkType.Abort or ChunkType.ShutdownComplete when chunk.ReflectsTag => _inbound is not null && tag == _peer.Tag,
        _ => State != AssociationState.Closed && tag == _localTag,
    };

    /// <summary>Handles one chunk; false ends the packet.</summary>
    private bool HandleChunk(in Chunk chunk, uint packetTag, bool isFirst, Instant now)
    {
        switch (chunk.Type)
        {
            case ChunkType.Init:
                HandleInit(chunk, now);
                return false;
            case ChunkType.InitAck:
                return HandleInitAck(chunk, now);
            case ChunkType.CookieEcho:
                return HandleCookieEcho(chunk, packetTag, now);
            case ChunkType.CookieAck:
                HandleCookieAck(now);
                return true;
            case ChunkType.Data:
                return HandleData(chunk, now);
            case ChunkType.Sack:
                return HandleSack(chunk, now);
            case ChunkType.ForwardTsn:
                return Check(_inbound is null || _inbound.HandleForwardTsn(chunk.Value));
            case ChunkType.ReConfig:
                return Check(_reset is null || _reset.Handle(chunk.Value));
            case ChunkType.Heartbeat:
                // RFC 9260 §8.3: the information goes back as it came.
                QueueControl(new(ChunkType.HeartbeatAck, 0, chunk.Value.ToArray()));
                return true;
            case ChunkType.HeartbeatAck:
                HandleHeartbeatAck(chunk, now);
                return true;
            case ChunkType.Abort:
                End();
                return false;
            case ChunkType.Shutdown:
                return HandleShutdown(chunk, now);
            case ChunkType.ShutdownAck:
                HandleShutdownAck(packetTag);
                return true;
            case ChunkType.ShutdownComplete:
                HandleShutdownComplete();
                return true;
            case ChunkType.Error:
                HandleError(chunk, now);
                return true;
            default:
                return HandleUnknown(chunk);
        }
    }

    private bool HandleData(in Chunk chunk, Instant now)
    {
        if (_inbound is null || State is AssociationState.ShutdownReceived or AssociationState.ShutdownAckSent)
        {
            return true;
        }

        if (!DataChunk.TryParse(chunk, out var data))
        {
            return Check(false);
        }

        Span<byte> information = stackalloc byte[4];
        if (data.Payload.IsEmpty)
        {
            BinaryPrimitives.WriteUInt32BigEndian(information, data.Tsn.Value);
            QueueControl(ControlChunk.FromCause(ErrorCause.NoUserData, information));
            return Check(false);
        }

        if (data.Stream >= StreamLimit)
        {
            // Reported, and acknowledged nevertheless, or it would be sent for ever (RFC 9260 §6.5).
            BinaryPrimitives.WriteUInt16BigEndian(information, data.Stream);
            QueueControl(ControlChunk.FromCause(ErrorCause.InvalidStreamIdentifier, information));
            Ignored++;
            _inbound.Discard(data.Tsn);
            return true;
        }

        if (!_inbound.HandleData(data))
        {
            // The peer was told the limit in a=max-message-size; holding on to more would let it fill our memory.
            AbortWith(ErrorCause.OutOfResource);
            return false;
        }

        RepeatShutdown(now);
        return true;
    }

    private bool HandleSack(in Chunk chunk, Instant now)
    {
        if (!SackChunk.TryParse(chunk.Value, out var sack))
        {
            return Check(false);
        }

        if (_inbound is not null && _outbound.HandleSack(sack, now))
        {
            _errors = 0;
        }

        return true;
    }

    /// <summary>What the two highest bits of an unknown type ask for (RFC 9260 §3.2).</summary>
    private bool HandleUnknown(in Chunk chunk)
    {
        Ignored++;
        if (((byte)chunk.Type & 0x40) != 0)
        {
            QueueControl(ControlChunk.FromCause(ErrorCause.UnrecognizedChunkType, chunk.Whole[..Math.Min(chunk.Whole.Length, 256)]));
        }

        return ((byte)chunk.Type & 0x80) != 0;
    }

    private void HandleHeartbeatTimeout(Instant now)
    {
        if (_heartbeat.IsUnanswered)
        {
            AddError(now);
        }

        if (State != AssociationState.Established)
        {
            _heartbeat.Stop();
        }
        else if (_outbound.IsIdle)
        {
            QueueControl(_heartbeat.Create(now));
        }
        else
        {
            _heartbeat.Restart(now);
        }
    }

    private void HandleHeartbeatAck(in Chunk chunk, Instant now)
    {
        if (_heartbeat.TryHandleAck(chunk.Value, now, out var roundTrip))
        {
            _errors = 0;
            _outbound.Timeout.Measure(roundTrip);
        }
    }

    private bool Check(bool isWellFormed)
    {
        Ignored += isWellFormed ? 0 : 1;
        return true;
    }

    /// <summary>Counts a sign of a dead path (RFC 9260 §8.1).</summary>
    private void AddError(Instant now)
    {
        if (State != AssociationState.Closed && ++_errors > MaxErrors)
        {
            Abort(now);
        }
    }

    private void QueueControl(ControlChunk chunk)
    {
        // Only answers to the peer pile up here; a peer that does not let us send gets fewer of them.
        if (_control.Count < MaxControlChunks && chunk.Value.Length <= _options.Mtu - 16)
        {
            _control.Enqueue(chunk);
        }
    }

    /// <summary>Queues a packet of one chunk that is bundled with nothing.</summary>
    private void QueueStandalone(uint tag, ControlChunk chunk)
    {
        if (_standalone.Count >= MaxStandalonePackets)
        {
            return;
        }

        var packet = new byte[12 + 4 + ((chunk.Value.Length + 3) & ~3)];
        var writer = new PacketWriter(packet, _options.Port, tag);
        chunk.Value.CopyTo(writer.Add(chunk.Type, chunk.Flags, chunk.Value.Length));
        writer.Finish();
        _standalone.Enqueue(packet);
    }

    private uint DrawTag()
    {
        while (true)
        {
            // Zero is no tag (RFC 9260 §3.3.2).
            if (_random.NextUInt32() is not 0 and var tag)
            {
                return tag;
            }
        }
    }
}
