using Visio.Rtc.Sctp;

namespace Visio.LiveKit.Rooms;

/// <summary>A participant's data channels, and the reliable messages that wait for them to open.</summary>
internal sealed class ParticipantChannels
{
    /// <summary>The most bytes kept for a channel that is not open yet.</summary>
    public const int MaxHeld = 100 * 1024;

    private readonly Queue<ReadOnlyMemory<byte>> _held = new();
    private int _heldBytes;

    public DataChannelId? Reliable { get; set; }

    public DataChannelId? Lossy { get; set; }

    /// <summary>The sequence number of the last reliable packet this participant sent; what is not newer was seen before.</summary>
    public uint LastSequence { get; set; }

    /// <summary>Keeps a reliable message; the oldest are given up when there is too much.</summary>
    public void Hold(ReadOnlyMemory<byte> message)
    {
        _held.Enqueue(message);
        _heldBytes += message.Length;
        while (_heldBytes > MaxHeld)
        {
            _heldBytes -= _held.Dequeue().Length;
        }
    }

    public IReadOnlyList<ReadOnlyMemory<byte>> TakeHeld()
    {
        var held = _held.ToArray();
        _held.Clear();
        _heldBytes = 0;
        return held;
    }
}
