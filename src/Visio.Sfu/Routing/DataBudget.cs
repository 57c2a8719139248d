namespace Visio.Sfu.Routing;

/// <summary>
/// Bounds the data messages of one peer that wait to be read by the control side. Reliable messages cannot be dropped one by one, so a
/// peer that exceeds this is failed: it sends faster than the server works, and would fill its memory.
/// </summary>
internal sealed class DataBudget
{
    /// <summary>Bytes that may wait: hundreds of the largest messages, half a second at a gigabit.</summary>
    private const long Limit = 64 * 1024 * 1024;

    /// <summary>What a waiting message costs besides its bytes.</summary>
    private const int MessageCost = 256;

    private long _waiting;

    /// <summary>Takes the room a message needs; false when there is none.</summary>
    public bool TryTake(int length) => Interlocked.Add(ref _waiting, length + MessageCost) <= Limit;

    /// <summary>Gives it back: the message was read. From any thread.</summary>
    public void Release(int length) => Interlocked.Add(ref _waiting, -(length + MessageCost));
}
