using Visio.LiveKit;
using Visio.Server.Rooms;

namespace Visio.Server.Meetings;

/// <summary>A meeting that goes on, as a caller found it.</summary>
/// <param name="Standing">The room, and what the caller is in it.</param>
/// <param name="Participants">Who is in it.</param>
/// <param name="Own">The caller's own presences, one for each device; tracked, none for who is not inside.</param>
internal sealed record LiveMeeting(RoomStanding Standing, IReadOnlyList<LiveParticipant> Participants, IReadOnlyList<Admission> Own)
{
    public Room Room => Standing.Room;

    /// <summary>Who acts, as the others see it; null from outside the meeting.</summary>
    public string? By => Own.Count > 0 ? Own[0].Identity : null;

    public bool Includes(string identity) => Participants.Any(p => p.Identity == identity);
}
