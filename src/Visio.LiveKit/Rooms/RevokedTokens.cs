using Visio.LiveKit.Signalling;

namespace Visio.LiveKit.Rooms;

/// <summary>
/// Since when tokens of removed participants count again. Kept beside the rooms, because a removed participant can come back to a room
/// of the same name after the first one has closed. Any thread.
/// </summary>
internal sealed class RevokedTokens
{
    // Each is an act of an administrator; the oldest are forgotten.
    private const int Most = 10_000;

    // What is larger than any time in seconds is one in milliseconds.
    private const long LargestSecond = 100_000_000_000;

    private readonly Dictionary<(string Room, string Identity), DateTimeOffset> _since = [];
    private readonly Queue<(string Room, string Identity)> _oldest = new();
    private readonly Lock _lock = new();

    /// <param name="room">The room of the tokens.</param>
    /// <param name="identity">Whose tokens.</param>
    /// <param name="timestamp">Tokens that began before do not count any more; Unix time in seconds or milliseconds.</param>
    public void Revoke(string room, string identity, long timestamp)
    {
        var since = timestamp > LargestSecond
            ? DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(timestamp, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()))
            : DateTimeOffset.FromUnixTimeSeconds(Math.Max(timestamp, 0));
        lock (_lock)
        {
            if (!_since.ContainsKey((room, identity)))
            {
                _oldest.Enqueue((room, identity));
            }

            _since[(room, identity)] = since;
            while (_oldest.Count > Most)
            {
                _since.Remove(_oldest.Dequeue());
            }
        }
    }

    public bool Include(JoinParameters join)
    {
        lock (_lock)
        {
            return _since.TryGetValue((join.Grant.Room, join.Token.Identity), out var since) && join.ValidFrom < since;
        }
    }
}
