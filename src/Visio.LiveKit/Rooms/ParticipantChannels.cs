using Visio.Rtc.Sctp;

namespace Visio.LiveKit.Rooms;

/// <summary>
/// A participant's data channels, and the reliable messages that wait for them to open. With one connection the channels are the same in
/// both directions; with two, those it sends on are on the one and those it receives on are on the other.
/// </summary>
internal sealed class ParticipantChannels
{
    /// <summary>The most bytes kept for a channel that is not open yet.</summary>
    public const int MaxHeld = 100 * 1024;

    private readonly Queue<ReadOnlyMemory<byte>> _held = new();
    private int _heldBytes;

    /// <summary>What it sends in order.</summary>
    public DataChannelId? ReliableFrom { get; set; }

    /// <summary>What it sends and may be lost.</summary>
    public DataChannelId? LossyFrom { get; set; }

    /// <summary>What is sent to it in order.</summary>
    public DataChannelId? ReliableTo { get; set; }

    /// <summary>What is sent to it and may be lost.</summary>
    public DataChannelId? LossyTo { get; set; }

    /// <summary>Its packets of data tracks.</summary>
    public DataChannelId? DataTrackFrom { get; set; }

    /// <summary>Packets of data tracks for it.</summary>
    public DataChannelId? DataTrackTo { get; set; }

    /// <summary>Whether the server has opened the channel for them.</summary>
    public bool IsDataTrackOpening { get; set; }

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
