namespace Visio.Server.Meetings;

/// <summary>Gives somebody another role.</summary>
/// <param name="Identity">Who.</param>
/// <param name="Role"><c>participant</c>, <c>member</c>, <c>deputy</c>, <c>coHost</c> or <c>owner</c>.</param>
/// <param name="Persist">True to name the person in the room, beyond this meeting. Somebody named above the new role loses the higher one in any case.</param>
internal sealed record RoleRequest(string? Identity = null, string? Role = null, bool? Persist = null);
