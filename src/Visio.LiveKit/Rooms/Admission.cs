using System.Net.WebSockets;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Signalling;

namespace Visio.LiveKit.Rooms;

/// <summary>What became of a join.</summary>
/// <param name="Room">The room; null when there is none to go on with.</param>
/// <param name="Participant">Who has joined or resumed; null when nobody has.</param>
/// <param name="Refusal">Why the upgrade is refused; null when the socket is to be served.</param>
internal sealed record Admission(RoomActor? Room, Participant? Participant, Refusal? Refusal)
{
    public static Admission Refused(Refusal refusal) => new(null, null, refusal);

    /// <summary>A resume of what is not here any more: the client's first message tells it to join again.</summary>
    public static Admission Lost(SignalSession session)
    {
        session.Close(Leaves.JoinAgain(DisconnectReason.StateMismatch), WebSocketCloseStatus.NormalClosure, "");
        return new(null, null, null);
    }

    public ValueTask ReceiveAsync(SignalSession session, SignalRequest request) =>
        Room is not null && Participant is not null ? Room.ReceiveAsync(Participant, session, request) : ValueTask.CompletedTask;

    public ValueTask EndAsync(SignalSession session, SessionEnd end) =>
        Room is not null && Participant is not null ? Room.EndAsync(Participant, session, end) : ValueTask.CompletedTask;
}
