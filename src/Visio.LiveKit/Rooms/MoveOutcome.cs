namespace Visio.LiveKit.Rooms;

/// <summary>What became of a move to another room, or of a forwarding.</summary>
internal enum MoveOutcome
{
    /// <summary>Done.</summary>
    Moved,

    /// <summary>There is no such participant.</summary>
    NobodyThere,

    /// <summary>It cannot: its client has no socket, is not connected yet, or does not know of moves; or it is in another room itself.</summary>
    NotPossible,

    /// <summary>The other room is full or closes.</summary>
    NoPlace,
}
