namespace Visio.Sfu;

/// <summary>Whether a subscription waits for a better link.</summary>
/// <param name="Subscription">The track we send.</param>
/// <param name="IsPaused">Whether nothing of it is sent because the link does not carry it.</param>
public readonly record struct StreamState(SubscriptionId Subscription, bool IsPaused);
