namespace Visio.Sfu;

/// <summary>A track we send to a peer, unique in the process and never used again.</summary>
public readonly record struct SubscriptionId(long Value);
