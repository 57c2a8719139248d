using Visio.Rtc.Ice;

namespace Visio.Sfu;

/// <summary>A peer that is about to join a room.</summary>
/// <param name="Name">What the logs call it.</param>
/// <param name="Credentials">Our ICE credentials towards it.</param>
public sealed record PeerOptions(string Name, IceCredentials Credentials)
{
    /// <summary>Whether pictures may be left out when its link does not even carry the smallest; otherwise those are sent in any case.</summary>
    public bool MayPause { get; init; } = true;

    /// <summary>The session that its credentials for TURN are made for; all peers of a participant are of one.</summary>
    public string Session { get; init; } = Name;

    /// <summary>The loop that handles its packets; its candidates are those it must be told.</summary>
    public LoopId Loop { get; init; }
}
