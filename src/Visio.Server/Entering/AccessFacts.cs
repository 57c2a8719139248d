using Visio.Server.Policies;

namespace Visio.Server.Entering;

/// <summary>All that counts for whether somebody may enter a room.</summary>
internal sealed record AccessFacts
{
    public AccessLevel Access { get; init; }

    public LobbyMode Lobby { get; init; }

    public bool Locked { get; init; }

    /// <summary>Whether the room's time is over.</summary>
    public bool Expired { get; init; }

    /// <summary>The most that may be in it at once; null means no limit.</summary>
    public int? Capacity { get; init; }

    /// <summary>How many are in it, or on their way.</summary>
    public int Count { get; init; }

    /// <summary>Whether there is an account behind the caller.</summary>
    public bool HasAccount { get; init; }

    /// <summary>What the caller is: as a member, or by what a host made of the caller in the meeting that goes on; null for neither.</summary>
    public RoomRole? Role { get; init; }

    /// <summary>Whether the caller signed in as strongly as the policy demands of hosts.</summary>
    public bool HasHostAssurance { get; init; } = true;

    public bool Banned { get; init; }

    /// <summary>Whether the caller is a guest whose session is younger than the ban of a guest: it may be the same person.</summary>
    public bool MayBeBannedGuest { get; init; }

    /// <summary>Whether the caller was let into this meeting before, and was not removed since.</summary>
    public bool AdmittedBefore { get; init; }
}
