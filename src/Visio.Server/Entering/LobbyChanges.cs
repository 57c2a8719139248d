namespace Visio.Server.Entering;

/// <summary>What changed about a room that people wait for.</summary>
[Flags]
internal enum LobbyChanges
{
    None = 0,

    /// <summary>Who waits, or who is in the room.</summary>
    People = 1,

    /// <summary>The room's rules, its members or its bans: those who wait are decided about anew.</summary>
    Rules = 2,

    Started = 4,

    Ended = 8,
}
