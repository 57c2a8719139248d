using System.Buffers.Binary;
using Visio.Rtc.Time;

namespace Visio.Rtc.Sctp;

/// <summary>Closes and frees streams by resetting their numbering, in both directions (RFC 6525 §5).</summary>
internal sealed class StreamReset
{
    /// <summary>How many streams one request names at most; more wait for the next.</summary>
    private const int MaxStreamsPerRequest = 64;

    private readonly OutboundData _outbound;
    private readonly InboundData _inbound;
    private readonly Queue<AssociationEvent> _events;
    private readonly ushort _streamLimit;
    private readonly List<ushort> _wanted = [];
    private ushort[]? _requested;
    private byte[] _request = [];
    private byte[]? _response;
    private uint _number;
    private uint _expectedNumber;
    private ResetResult _lastResult = ResetResult.NothingToDo;
    private bool _requestDue;
    private int _attempts;

    public StreamReset(
        OutboundData outbound, InboundData inbound, Tsn localInitialTsn, Tsn peerInitialTsn, ushort streamLimit, Queue<AssociationEvent> events)
    {
        _outbound = outbound;
        _inbound = inbound;
        _events = events;
        _streamLimit = streamLimit;

        // Request numbers start at the initial TSN of the one who asks (RFC 6525 §3.1).
        _number = localInitialTsn.Value;
        _expectedNumber = peerInitialTsn.Value;
    }

    /// <summary>When the pending request has to be sent again.</summary>
    public Instant Deadline { get; private set; } = Instant.Never;

    /// <summary>Asks for the reset of an outgoing stream, as soon as all its messages have arrived.</summary>
    public void Request(ushort stream)
    {
        if (!_wanted.Contains(stream) && !(_requested?.Contains(stream) ?? false))
        {
            _wanted.Add(stream);
        }
    }

    public bool HasChunk(Instant now)
    {
        Begin(now);
        return _response is not null || _requestDue;
    }

    /// <summary>Writes one RE-CONFIG chunk, if it fits (RFC 6525 §3.1: no more than a request and a response each).</summary>
    public void Write(ref PacketWriter writer, Instant now)
    {
        if (_response is { } response && writer.Room >= response.Length)
        {
            response.CopyTo(writer.Add(ChunkType.ReConfig, 0, response.Length));
            _response = null;
        }

        if (_requestDue && writer.Room >= _request.Length)
        {
            _request.CopyTo(writer.Add(ChunkType.ReConfig, 0, _request.Length));
            _requestDue = false;
            var wait = _outbound.Timeout.Value * (1 << Math.Min(_attempts, 8));
            Deadline = now + (wait < RetransmissionTimeout.Maximum ? wait : RetransmissionTimeout.Maximum);
        }
    }

    /// <summary>The request went unanswered.</summary>
    public void HandleTimeout()
    {
        Deadline = Instant.Never;
        _attempts++;
        _requestDue = true;
    }

    /// <summary>Takes a RE-CONFIG chunk.</summary>
    public bool Handle(ReadOnlySpan<byte> value)
    {
        var parameters = new ParameterReader(value);
        while (parameters.TryRead(out var type, out var whole))
        {
            switch (type)
            {
                case ParameterType.OutgoingResetRequest when whole.Length >= 16 && whole.Length % 2 == 0:
                    HandleOutgoingRequest(whole);
                    break;
                case ParameterType.IncomingResetRequest when whole.Length >= 8 && whole.Length % 2 == 0:
                    HandleIncomingRequest(whole);
                    break;
                case ParameterType.ReconfigurationResponse when whole.Length >= 12:
                    HandleResponse(BinaryPrimitives.ReadUInt32BigEndian(whole[4..]), (ResetResult)BinaryPrimitives.ReadUInt32BigEndian(whole[8..]));
                    break;
                case ParameterType.AssociationResetRequest or ParameterType.AddOutgoingStreamsRequest or ParameterType.AddIncomingStreamsRequest
                    when whole.Length >= 8:
                    if (Accept(BinaryPrimitives.ReadUInt32BigEndian(whole[4..])))
                    {
                        _lastResult = ResetResult.Denied;
                        Respond(_expectedNumber - 1, _lastResult);
                    }

                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private void Begin(Instant now)
    {
        if (_requested is not null || _wanted.Count == 0)
        {
            return;
        }

        List<ushort> ready = [];
        foreach (var stream in _wanted)
        {
            if (ready.Count < MaxStreamsPerRequest && _outbound.Stream(stream).IsIdle)
            {
                ready.Add(stream);
            }
        }

        if (ready.Count == 0)
        {
            return;
        }

        _wanted.RemoveAll(ready.Contains);
        _requested = [.. ready];
        _request = new byte[16 + (ready.Count * 2)];
        var b = _request.AsSpan();
        BinaryPrimitives.WriteUInt16BigEndian(b, (ushort)ParameterType.OutgoingResetRequest);
        BinaryPrimitives.WriteUInt16BigEndian(b[2..], (ushort)b.Length);
        BinaryPrimitives.WriteUInt32BigEndian(b[4..], _number);
        BinaryPrimitives.WriteUInt32BigEndian(b[8..], _expectedNumber - 1);
        BinaryPrimitives.WriteUInt32BigEndian(b[12..], _outbound.LastAssigned.Value);
        b = b[16..];
        foreach (var stream in ready)
        {
            _outbound.Stream(stream).IsPaused = true;
            BinaryPrimitives.WriteUInt16BigEndian(b, stream);
            b = b[2..];
        }

        _attempts = 0;
        _requestDue = true;
        Deadline = now + _outbound.Timeout.Value;
    }

    /// <summary>The peer resets its outgoing streams (RFC 6525 §5.2.2).</summary>
    private void HandleOutgoingRequest(ReadOnlySpan<byte> whole)
    {
        var number = BinaryPrimitives.ReadUInt32BigEndian(whole[4..]);
        if (!Accept(number))
        {
            return;
        }

        var streams = whole[16..];
        if (new Tsn(BinaryPrimitives.ReadUInt32BigEndian(whole[12..])) > _inbound.Cumulative)
        {
            // Something sent before the reset is still missing; the peer asks again.
            _lastResult = ResetResult.InProgress;
        }
        else if (streams.IsEmpty)
        {
            // An empty list means all streams.
            foreach (var stream in _inbound.UsedStreams())
            {
                _inbound.ResetStream(stream);
            }

            _lastResult = ResetResult.Performed;
        }
        else
        {
            _lastResult = ResetResult.Performed;
            for (; !streams.IsEmpty; streams = streams[2..])
            {
                var stream = BinaryPrimitives.ReadUInt16BigEndian(streams);
                if (stream < _streamLimit)
                {
                    _inbound.ResetStream(stream);
                }
                else
                {
                    _lastResult = ResetResult.WrongStream;
                }
            }
        }

        Respond(number, _lastResult);
    }

    /// <summary>The peer asks us to reset streams of ours (RFC 6525 §5.2.3).</summary>
    private void HandleIncomingRequest(ReadOnlySpan<byte> whole)
    {
        var number = BinaryPrimitives.ReadUInt32BigEndian(whole[4..]);
        if (!Accept(number))
        {
            return;
        }

        for (var streams = whole[8..]; !streams.IsEmpty; streams = streams[2..])
        {
            var stream = BinaryPrimitives.ReadUInt16BigEndian(streams);
            if (stream < _streamLimit)
            {
                Request(stream);
            }
        }

        _lastResult = ResetResult.Performed;
        Respond(number, _lastResult);
    }

    /// <summary>Whether a request is new, or one that was told to wait and comes again. A repeated one gets its old answer (RFC 6525 §5.2.1).</summary>
    private bool Accept(uint number)
    {
        if (number == _expectedNumber)
        {
            _expectedNumber++;
            return true;
        }

        if (number != _expectedNumber - 1)
        {
            Respond(number, ResetResult.BadSequenceNumber);
            return false;
        }

        if (_lastResult == ResetResult.InProgress)
        {
            return true;
        }

        Respond(number, _lastResult);
        return false;
    }

    private void Respond(uint number, ResetResult result)
    {
        var response = new byte[12];
        BinaryPrimitives.WriteUInt16BigEndian(response, (ushort)ParameterType.ReconfigurationResponse);
        BinaryPrimitives.WriteUInt16BigEndian(response.AsSpan(2), 12);
        BinaryPrimitives.WriteUInt32BigEndian(response.AsSpan(4), number);
        BinaryPrimitives.WriteUInt32BigEndian(response.AsSpan(8), (uint)result);
        _response = response;
    }

    private void HandleResponse(uint number, ResetResult result)
    {
        // "In progress" keeps the timer running: the same request goes out again.
        if (_requested is null || number != _number || result == ResetResult.InProgress)
        {
            return;
        }

        foreach (var stream in _requested)
        {
            // A refused reset leaves the numbering as the peer has it, so the stream may still be used again.
            _outbound.Resume(stream, result is ResetResult.Performed or ResetResult.NothingToDo);
            _events.Enqueue(new(AssociationEventKind.OutboundReset, stream));
        }

        _number++;
        _requested = null;
        _requestDue = false;
        Deadline = Instant.Never;
    }
}
