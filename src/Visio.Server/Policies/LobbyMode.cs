namespace Visio.Server.Policies;

/// <summary>Who waits in the lobby until a host lets them in.</summary>
internal enum LobbyMode
{
    /// <summary>Whoever the <see cref="AccessLevel"/> does not let in.</summary>
    ByAccess,

    /// <summary>Everybody who was not named, whatever the access level.</summary>
    Everyone,

    /// <summary>Nobody: whoever the access level does not let in is turned away.</summary>
    Off,
}
