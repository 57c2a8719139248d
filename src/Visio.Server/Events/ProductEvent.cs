namespace Visio.Server.Events;

/// <summary>Something that happened, for those who listen: webhooks, streams of the API.</summary>
/// <param name="Type">What, as <c>meeting.started</c>: one of <see cref="EventTypes"/>.</param>
/// <param name="At">When.</param>
/// <param name="RoomId">Where.</param>
/// <param name="Data">The rest, as it appears in JSON. Never an account's id or address unless the kind says so.</param>
internal sealed record ProductEvent(string Type, DateTimeOffset At, Guid? RoomId, object Data);
