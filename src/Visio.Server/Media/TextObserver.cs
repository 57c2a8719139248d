using Visio.LiveKit;

namespace Visio.Server.Media;

/// <summary>A feature that the embedded engine is to tell what participants write to everybody.</summary>
/// <param name="Topics">The topics it wants.</param>
/// <param name="Observe">Called on the room's loop: it must neither block nor throw.</param>
internal sealed record TextObserver(IReadOnlyCollection<string> Topics, Action<LiveText> Observe);
