using Visio.Server.Rooms;

namespace Visio.Server.Entering;

/// <summary>What somebody who waits is to be told now.</summary>
/// <param name="State">The state, where it is due.</param>
/// <param name="Messages">What hosts said since.</param>
/// <param name="Room">The room, with <paramref name="Admission"/>.</param>
/// <param name="Admission">Leave to enter.</param>
/// <param name="Denial">That the person was turned away.</param>
/// <param name="Closed">Whether the stream ends here without an answer.</param>
/// <param name="Ping">Whether to show that the connection lives.</param>
internal sealed record LobbyNews(
    LobbyState? State, IReadOnlyList<LobbyMessage> Messages, Room? Room, Admission? Admission, LobbyDenial? Denial, bool Closed, bool Ping)
{
    /// <summary>False for news that was collected already, or is not known yet.</summary>
    public bool IsAny => State is not null || Messages.Count > 0 || Ping || IsLast;

    /// <summary>Whether nothing follows.</summary>
    public bool IsLast => Admission is not null || Denial is not null || Closed;
}
