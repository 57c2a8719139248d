using Visio.Sfu;

namespace Visio.LiveKit.Negotiation;

/// <summary>A track that has found its media section: the subscription may start as soon as the answer is sent.</summary>
/// <param name="TrackSid">The track.</param>
/// <param name="Options">How to send it to this client.</param>
internal sealed record SendBinding(string TrackSid, SubscriptionOptions Options);
