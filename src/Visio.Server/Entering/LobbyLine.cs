using Visio.Server.Rooms;

namespace Visio.Server.Entering;

/// <summary>
/// The open stream of one tab of somebody who waits. It keeps what is to be said, not a queue of what was said, so that a slow reader
/// costs nothing. Everything but waiting for <see cref="News"/> is done under the lock of its <see cref="Lobby"/>.
/// </summary>
internal sealed class LobbyLine(LobbyPlace place, int lastMessage)
{
    /// <summary>Rings whenever there is something to say.</summary>
    public Doorbell News { get; } = new();

    public LobbyPlace Place => place;

    /// <summary>The number of the last message that this tab was sent.</summary>
    public int LastMessage { get; set; } = lastMessage;

    /// <summary>Whether the state is to be sent.</summary>
    public bool OwesState { get; set; } = true;

    /// <summary>Whether something is to be sent, so that both sides see that the connection lives.</summary>
    public bool OwesPing { get; set; }

    /// <summary>The leave to enter, for this tab alone.</summary>
    public Admission? Admission { get; set; }

    public LobbyDenial? Denial { get; set; }

    /// <summary>Whether the stream ends without an answer: the person gave up, or the server stops.</summary>
    public bool Closed { get; set; }
}
