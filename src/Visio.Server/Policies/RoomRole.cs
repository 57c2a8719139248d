namespace Visio.Server.Policies;

/// <summary>What somebody is in a room; each may do what those before it may.</summary>
internal enum RoomRole
{
    /// <summary>In the room without having been named.</summary>
    Participant,

    /// <summary>Named: enters a restricted room, and need not wait.</summary>
    Member,

    /// <summary>A member who admits and records while no owner or co-host is in the room.</summary>
    Deputy,

    /// <summary>Moderates.</summary>
    CoHost,

    /// <summary>Moderates, names owners, transfers and deletes.</summary>
    Owner,
}
