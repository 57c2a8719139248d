namespace Visio.Server.Rooms;

/// <summary>What became of a change of who is what in a room.</summary>
internal enum RoomOwnershipOutcome
{
    Done,

    /// <summary>Nothing was changed: the room would have no owner.</summary>
    LastOwner,

    /// <summary>Nothing was changed: the person was not named.</summary>
    NoMember,

    /// <summary>Nothing was changed: the room has as many members as it may.</summary>
    TooManyMembers,
}
