namespace Visio.Server.Meetings;

/// <summary>What is written together: the state that rows are to have, and what is told once they have it.</summary>
internal sealed class MeetingPage
{
    public Dictionary<Guid, MeetingState> Meetings { get; } = [];

    /// <summary>By identity.</summary>
    public Dictionary<string, Stay> Stays { get; } = new(StringComparer.Ordinal);

    /// <summary>Everybody who came, again or for the first time: where, and when.</summary>
    public Dictionary<string, (Guid RoomId, DateTimeOffset At)> Arrivals { get; } = new(StringComparer.Ordinal);

    /// <summary>In the order in which it happened.</summary>
    public List<Telling> Tellings { get; } = [];

    public void Tell(string type, DateTimeOffset at, MeetingLedger.OpenMeeting meeting, string? identity) =>
        Tellings.Add(new(type, at, meeting.State(), identity));

    /// <summary>A meeting as it is to be written.</summary>
    internal sealed record MeetingState(Guid Id, Guid RoomId, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, int Peak, int Joins);

    /// <summary>What is to be written of somebody's stay.</summary>
    /// <param name="MeetingId">The meeting.</param>
    /// <param name="RoomId">Its room.</param>
    /// <param name="JoinedAt">When the stay began; null where that is written already.</param>
    /// <param name="LeftAt">When it ended; null while it goes on.</param>
    internal sealed record Stay(Guid MeetingId, Guid RoomId, DateTimeOffset? JoinedAt, DateTimeOffset? LeftAt);

    /// <summary>An event for listeners.</summary>
    /// <param name="Type">One of <see cref="Events.EventTypes"/>.</param>
    /// <param name="At">When.</param>
    /// <param name="Meeting">The meeting at that moment.</param>
    /// <param name="Identity">Who it is about; null for the meeting.</param>
    internal sealed record Telling(string Type, DateTimeOffset At, MeetingState Meeting, string? Identity);
}
