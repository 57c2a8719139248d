using Microsoft.Extensions.Logging;
using Visio.LiveKit.Agents;
using Visio.LiveKit.Signalling;
using Visio.LiveKit.Webhooks;
using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>What all rooms of a server share.</summary>
/// <param name="Options">The settings.</param>
/// <param name="Media">The media server.</param>
/// <param name="ApiKey">The key that renewed tokens are signed for.</param>
/// <param name="ApiSecret">Its secret.</param>
/// <param name="Events">Where rooms tell what happens.</param>
/// <param name="Webhooks">Who is told by HTTP.</param>
/// <param name="Agents">The workers that run agents.</param>
/// <param name="Counters">Totals.</param>
/// <param name="Time">The clock.</param>
/// <param name="Log">Where rooms write what happens.</param>
internal sealed record RoomContext(
    LiveKitOptions Options,
    MediaServer Media,
    string ApiKey,
    string ApiSecret,
    LiveEvents Events,
    WebhookDispatcher Webhooks,
    AgentPool Agents,
    SignallingCounters Counters,
    TimeProvider Time,
    ILogger Log);
