using Visio.LiveKit.Rooms;

namespace Visio.LiveKit.Signalling;

/// <summary>
/// Knows the two ways of one join from each other. A client over whose WebSocket nothing comes joins over requests; what is still on its way
/// over the WebSocket, on a slow server or a slow proxy, must not take that session's place. Any thread.
/// </summary>
internal sealed class JoinAttempts(TimeProvider time)
{
    /// <summary>The name of the parameter by which a client says that both are the same.</summary>
    public const string Parameter = "attempt";

    /// <summary>How long a WebSocket may be late.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(2);

    private const int LongestName = 64;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private readonly Queue<(string Attempt, DateTimeOffset Until)> _ends = new();

    /// <summary>Joins, unless the client has gone over to requests meanwhile.</summary>
    /// <param name="attempt">What the client calls the attempt; empty for one that knows one way only.</param>
    /// <param name="isOverRequests">Whether this is the second way.</param>
    /// <param name="join">Joins; which of two comes first is decided before it returns.</param>
    /// <returns>Refused when the other way is used.</returns>
    public Task<Admission> Join(string attempt, bool isOverRequests, Func<Task<Admission>> join)
    {
        if (attempt.Length is 0 or > LongestName)
        {
            return join();
        }

        lock (_lock)
        {
            var now = time.GetUtcNow();
            while (_ends.TryPeek(out var first) && first.Until <= now)
            {
                _given.Remove(_ends.Dequeue().Attempt);
            }

            if (!isOverRequests)
            {
                return _given.Contains(attempt) ? Task.FromResult(Admission.Refused(Refusal.Superseded)) : join();
            }

            if (_given.Add(attempt))
            {
                _ends.Enqueue((attempt, now + Memory));
            }

            return join();
        }
    }
}
