using System.Text.Json;
using Visio.Server.Policies;

namespace Visio.Server.Entering;

/// <summary>Whether somebody may enter, as what, and if not, why.</summary>
/// <param name="Verdict">What becomes of them.</param>
/// <param name="Role">As what they enter; means nothing where they do not.</param>
/// <param name="Reason">Why they do not.</param>
internal readonly record struct AccessDecision(AccessVerdict Verdict, RoomRole Role, AccessReason Reason)
{
    /// <summary>The reason as clients see it.</summary>
    public string Code => JsonNamingPolicy.SnakeCaseLower.ConvertName(Reason.ToString());

    public static AccessDecision Admit(RoomRole role) => new(AccessVerdict.Admit, role, AccessReason.None);

    public static AccessDecision Wait(AccessReason reason) => new(AccessVerdict.Wait, RoomRole.Participant, reason);

    public static AccessDecision Deny(AccessReason reason) => new(AccessVerdict.Deny, RoomRole.Participant, reason);
}
