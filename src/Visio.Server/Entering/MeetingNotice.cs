namespace Visio.Server.Entering;

/// <summary>A meeting began or ended in a room in which the reader was named.</summary>
/// <param name="Slug">What stands in the room's link.</param>
/// <param name="Title">What the meeting is about.</param>
/// <param name="Type"><c>started</c> or <c>ended</c>.</param>
internal sealed record MeetingNotice(string Slug, string? Title, string Type);
