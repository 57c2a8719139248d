using Visio.Server.Policies;

namespace Visio.Server.Meetings;

/// <summary>What listeners are told of a meeting.</summary>
/// <param name="MeetingId">The meeting.</param>
/// <param name="Slug">The room's link.</param>
/// <param name="Title">What it is about.</param>
/// <param name="StartedAt">When the first person entered.</param>
/// <param name="EndedAt">When the last one left; null while it goes on.</param>
/// <param name="Participant">Who entered or left; null for an event of the meeting.</param>
internal sealed record MeetingEvent(
    Guid MeetingId, string Slug, string? Title, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, MeetingEvent.Person? Participant = null)
{
    /// <summary>Somebody in a meeting.</summary>
    /// <param name="Identity">As in the call; made anew for every join.</param>
    /// <param name="Name">As the others see it.</param>
    /// <param name="Role">What the person is in the meeting.</param>
    /// <param name="Guest">Whether there is no account.</param>
    internal sealed record Person(string Identity, string Name, RoomRole Role, bool Guest);
}
