namespace Visio.Server.Admin;

/// <summary>A part of the meetings that go on.</summary>
/// <param name="Meetings">The one that began last first.</param>
/// <param name="Next">The cursor of what follows; null at the end.</param>
internal sealed record LiveMeetingList(IReadOnlyList<LiveMeetingView> Meetings, string? Next);
