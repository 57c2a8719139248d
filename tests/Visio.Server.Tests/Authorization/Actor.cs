namespace Visio.Server.Tests.Authorization;

/// <summary>The kinds of callers, in the order of the columns of <see cref="AccessTable"/>.</summary>
internal enum Actor
{
    Anonymous,

    /// <summary>A guest in the lobby of the room.</summary>
    WaitingGuest,

    /// <summary>A guest in the meeting.</summary>
    AdmittedGuest,

    /// <summary>Signed in, and nothing in the room.</summary>
    Stranger,
    Member,
    Deputy,
    CoHost,
    Owner,
    OwnerOfAnotherRoom,
    Admin,
    DisabledUser,
    BannedUser,

    /// <summary>Was co-host, is a member.</summary>
    DemotedCoHost,

    /// <summary>An application without a scope, for the owner.</summary>
    ProgramWithoutScope,

    /// <summary>An application with every scope, for the owner.</summary>
    ProgramForOwner,

    /// <summary>An application with every scope, for the stranger.</summary>
    ProgramForStranger,

    /// <summary>An application that was disabled after it got its token.</summary>
    DisabledProgram,
}
