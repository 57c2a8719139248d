using System.Buffers.Binary;
using Visio.Rtc.Time;

namespace Visio.Rtc.Sctp;

/// <summary>Finds out on an idle path whether the peer is still there (RFC 9260 §8.3).</summary>
internal sealed class Heartbeat(RandomSource random)
{
    private const int InfoSize = 20;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private ulong _nonce;
    private Instant _sentAt;

    public Instant Deadline { get; private set; } = Instant.Never;

    /// <summary>Whether the last one was not answered.</summary>
    public bool IsUnanswered { get; private set; }

    public void Restart(Instant now) => Deadline = now + Interval;

    public void Stop() => Deadline = Instant.Never;

    /// <summary>A HEARTBEAT chunk. What it carries cannot be guessed, so an answer proves that it arrived.</summary>
    public ControlChunk Create(Instant now)
    {
        _nonce = random.NextUInt64();
        _sentAt = now;
        IsUnanswered = true;
        Restart(now);
        var value = new byte[InfoSize];
        BinaryPrimitives.WriteUInt16BigEndian(value, (ushort)ParameterType.HeartbeatInfo);
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(2), InfoSize);
        BinaryPrimitives.WriteInt64BigEndian(value.AsSpan(4), now.Ticks);
        BinaryPrimitives.WriteUInt64BigEndian(value.AsSpan(12), _nonce);
        return new(ChunkType.Heartbeat, 0, value);
    }

    /// <summary>Takes a HEARTBEAT ACK; gives the round trip if it answers the last HEARTBEAT.</summary>
    public bool TryHandleAck(ReadOnlySpan<byte> value, Instant now, out TimeSpan roundTrip)
    {
        roundTrip = now - _sentAt;
        if (!IsUnanswered || value.Length != InfoSize || BinaryPrimitives.ReadUInt64BigEndian(value[12..]) != _nonce)
        {
            return false;
        }

        IsUnanswered = false;
        return true;
    }
}
