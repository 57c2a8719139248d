using Microsoft.Extensions.Logging;
using Visio.LiveKit.Signalling;
using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>What all rooms of a server share.</summary>
/// <param name="Media">The media server.</param>
/// <param name="ApiKey">The key that renewed tokens are signed for.</param>
/// <param name="ApiSecret">Its secret.</param>
/// <param name="Events">Where rooms tell what happens.</param>
/// <param name="Counters">Totals.</param>
/// <param name="Time">The clock.</param>
/// <param name="Log">Where rooms write what happens.</param>
internal sealed record RoomContext(
    MediaServer Media, string ApiKey, string ApiSecret, LiveEvents Events, SignallingCounters Counters, TimeProvider Time, ILogger Log);
