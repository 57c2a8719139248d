namespace Visio.Server.Rooms;

/// <summary>Some of the members of a room.</summary>
/// <param name="Members">The members.</param>
/// <param name="Next">The <c>cursor</c> for those that follow; null at the end.</param>
internal sealed record MemberList(IReadOnlyList<MemberView> Members, Guid? Next);
