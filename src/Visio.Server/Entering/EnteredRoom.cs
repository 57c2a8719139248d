using Visio.Server.Media;
using Visio.Server.Rooms;
using Visio.Server.Settings;

namespace Visio.Server.Entering;

/// <summary>Leave to enter a room.</summary>
/// <param name="Token">The LiveKit access token to connect with; short-lived.</param>
/// <param name="ServerUrl">The address to connect to, <c>ws</c> or <c>wss</c>.</param>
/// <param name="Identity">Who the caller is in this room, this time: made anew for every join, and never an account.</param>
/// <param name="Name">The name as the others see it.</param>
/// <param name="Role">What the caller is in the room: <c>participant</c>, <c>member</c>, <c>deputy</c>, <c>coHost</c> or <c>owner</c>.</param>
/// <param name="Room">The room.</param>
/// <param name="KeepsChatByPost">Whether a room with <c>chatHistory</c> is to be handed a copy of what one writes to everybody (<c>POST …/meeting/chat</c>).</param>
internal sealed record EnteredRoom(string Token, string ServerUrl, string Identity, string Name, string Role, RoomView Room, bool KeepsChatByPost)
{
    /// <summary>Always <c>admitted</c>.</summary>
    public string Status { get; } = "admitted";

    /// <summary>Signs the token of an admission that is in the database.</summary>
    public static EnteredRoom Of(Room room, Admission admission, ILiveRooms liveRooms, VisioSettings settings, DateTimeOffset now, HttpRequest request) => new(
        JoinToken.Sign(settings, now, room, admission),
        liveRooms.AddressFor(request),
        admission.Identity,
        admission.Name,
        ParticipantAttributes.Text(admission.Role),
        RoomView.Of(room, admission.Role, liveRooms.CountParticipants(room.MediaName), request),
        liveRooms.IsRemote);
}
