namespace Visio.Server.Rooms;

/// <summary>Some of the meetings that the caller was in, the latest first.</summary>
/// <param name="Meetings">The meetings.</param>
/// <param name="Next">The <c>cursor</c> for those that follow; null at the end.</param>
internal sealed record PastMeetingList(IReadOnlyList<PastMeeting> Meetings, long? Next);
