using Google.Protobuf;

namespace Visio.LiveKit.Rooms;

/// <summary>The nonces of the last user packets of a room: what comes again under one of them was sent before.</summary>
internal sealed class RecentNonces
{
    private const int Most = 100;

    // Longer ones are no nonces; they are not kept.
    private const int Longest = 64;

    private readonly HashSet<ByteString> _known = [];
    private readonly Queue<ByteString> _oldest = new();

    /// <returns>False when it is known.</returns>
    public bool TryAdd(ByteString nonce)
    {
        if (nonce.Length > Longest)
        {
            return true;
        }

        if (!_known.Add(nonce))
        {
            return false;
        }

        _oldest.Enqueue(nonce);
        if (_oldest.Count > Most)
        {
            _known.Remove(_oldest.Dequeue());
        }

        return true;
    }
}
