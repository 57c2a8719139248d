namespace Visio.Server.Rooms;

/// <summary>How somebody enters.</summary>
internal enum EntryKind
{
    Browser,

    /// <summary>A program, over the API.</summary>
    Program,

    /// <summary>A telephone or a room system.</summary>
    Phone,
}
