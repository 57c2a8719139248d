namespace Visio.Server.Meetings;

/// <summary>People were in a room together: from the first who enters to the last who leaves.</summary>
internal sealed class Meeting
{
    public required Guid Id { get; init; }

    public required Guid RoomId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The most that were in it at once.</summary>
    public int PeakParticipants { get; set; }

    /// <summary>How often somebody entered.</summary>
    public int Joins { get; set; }
}
