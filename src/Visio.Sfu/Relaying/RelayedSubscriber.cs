namespace Visio.Sfu.Relaying;

/// <summary>Somebody who is to be sent a track of another loop.</summary>
/// <param name="Peer">Who.</param>
/// <param name="Subscription">The name of it.</param>
/// <param name="Options">How it is sent.</param>
/// <param name="Limit">The most that is wanted of it.</param>
/// <param name="IsElsewhere">Whether the track may be one of another room.</param>
internal readonly record struct RelayedSubscriber(PeerId Peer, SubscriptionId Subscription, SubscriptionOptions Options, LayerLimit Limit, bool IsElsewhere);
