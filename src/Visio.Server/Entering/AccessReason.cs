namespace Visio.Server.Entering;

/// <summary>Why somebody waits or is turned away; as clients see it, in snake case.</summary>
internal enum AccessReason
{
    /// <summary>Admitted: there is no reason to give.</summary>
    None,

    /// <summary>Waits or is turned away: whoever is signed in need not.</summary>
    SignInRequired,

    /// <summary>Waits or is turned away: only those who were named enter without being asked in.</summary>
    NotInvited,

    /// <summary>Waits: in this room everybody does.</summary>
    EveryoneWaits,

    /// <summary>Waits: a guest was thrown out of this room, and nobody knows who comes back.</summary>
    GuestsWait,

    /// <summary>Turned away: was thrown out for good.</summary>
    Banned,

    /// <summary>Turned away: nobody but hosts may enter any more.</summary>
    RoomLocked,

    /// <summary>Turned away: no place is free.</summary>
    RoomFull,

    /// <summary>Turned away: the room's time is over.</summary>
    RoomExpired,
}
