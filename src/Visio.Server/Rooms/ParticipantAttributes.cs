using Visio.Server.Policies;

namespace Visio.Server.Rooms;

/// <summary>Attributes of participants that only the server writes. Clients may rely on them: a participant's own token cannot change any.</summary>
internal static class ParticipantAttributes
{
    /// <summary><c>participant</c>, <c>member</c>, <c>deputy</c>, <c>coHost</c> or <c>owner</c>.</summary>
    public const string Role = "visio.role";

    /// <summary><c>true</c> for somebody without an account; absent otherwise.</summary>
    public const string Guest = "visio.guest";

    /// <summary>When the hand went up, in milliseconds since the epoch; absent while it is down.</summary>
    public const string Hand = "visio.hand";

    public static string Text(RoomRole role) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(role.ToString());
}
