using Microsoft.AspNetCore.Http.HttpResults;
using Visio.Server.Accounts;
using Visio.Server.Policies;

namespace Visio.Server.Rooms;

/// <summary>A room and what the caller is in it.</summary>
/// <param name="Room">The room.</param>
/// <param name="Role">The role: as a member, or by what a host made of the caller in the meeting that goes on; null for neither.</param>
internal sealed record RoomStanding(Room Room, RoomRole? Role)
{
    /// <summary>The role as a member alone: what counts for whatever lasts or discloses accounts. Null for nobody who was named.</summary>
    public RoomRole? Named { get; init; }

    /// <summary>Whether the caller would be a host, but did not sign in as strongly as the policy demands of hosts.</summary>
    public bool LacksAssurance { get; init; }

    public bool IsHost => Role >= RoomRole.CoHost && !LacksAssurance;

    /// <summary>Whether the caller is a host by name, and not only for this meeting.</summary>
    public bool IsNamedHost => Named >= RoomRole.CoHost && !LacksAssurance;

    public bool IsOwner => Named == RoomRole.Owner && !LacksAssurance;

    /// <summary>Why the caller may not do what hosts may; null where they may.</summary>
    public ProblemHttpResult? HostRefusal => IsHost ? null : Refusal(RoomProblems.HostRequired);

    /// <summary>Why the caller may not do what hosts by name may; null where they may.</summary>
    public ProblemHttpResult? NamedHostRefusal => IsNamedHost ? null : Refusal(RoomProblems.HostRequired);

    /// <summary>Why the caller may not do what owners may; null where they may.</summary>
    public ProblemHttpResult? OwnerRefusal => IsOwner ? null : Named == RoomRole.Owner ? AccountProblems.AssuranceRequired : RoomProblems.OwnerRequired;

    private ProblemHttpResult Refusal(ProblemHttpResult otherwise) => LacksAssurance ? AccountProblems.AssuranceRequired : otherwise;
}
