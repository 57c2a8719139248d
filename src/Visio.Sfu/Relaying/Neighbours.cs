using System.Collections.Concurrent;

namespace Visio.Sfu.Relaying;

/// <summary>A core's place among the loops of a server with several.</summary>
/// <param name="Index">Its own.</param>
/// <param name="Inboxes">Those of all loops.</param>
/// <param name="Fragments">Which loop knows an ICE username fragment; kept by each for its own.</param>
internal sealed record Neighbours(int Index, IReadOnlyList<Inbox> Inboxes, ConcurrentDictionary<string, int> Fragments);
