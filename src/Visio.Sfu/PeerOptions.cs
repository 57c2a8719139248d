using Visio.Rtc.Ice;

namespace Visio.Sfu;

/// <summary>A peer that is about to join a room.</summary>
/// <param name="Name">What the logs call it.</param>
/// <param name="Credentials">Our ICE credentials towards it.</param>
public sealed record PeerOptions(string Name, IceCredentials Credentials);
