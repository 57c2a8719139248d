namespace Visio.Server.Events;

/// <summary>Something that happened, for those who listen: webhooks, streams of the API.</summary>
/// <param name="Type">What, as <c>meeting.started</c>: one of <see cref="EventTypes"/>.</param>
/// <param name="At">When.</param>
/// <param name="RoomId">Where.</param>
/// <param name="Data">The rest, as it appears in JSON. Never an account's id or address unless the kind says so.</param>
internal sealed record ProductEvent(string Type, DateTimeOffset At, Guid? RoomId, object Data)
{
    /// <summary>
    /// The mail domains of the room's owners, lower case: needed with <see cref="EventTypes.RoomDeleted"/> alone, after which nobody can
    /// look up whose room it was. Listeners decide with it who is told; it is told to nobody.
    /// </summary>
    public IReadOnlyList<string> OwnerDomains { get; init; } = [];
}
