using System.Net.WebSockets;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Signalling;

namespace Visio.LiveKit.Rooms;

/// <summary>What became of a join.</summary>
/// <param name="Participant">Who has joined or resumed; null when nobody has.</param>
/// <param name="Refusal">Why the upgrade is refused; null when the socket is to be served.</param>
internal sealed record Admission(Participant? Participant, Refusal? Refusal)
{
    public static Admission Refused(Refusal refusal) => new(null, refusal);

    /// <summary>A resume of what is not here any more: the client's first message tells it to join again.</summary>
    public static Admission Lost(SignalSession session)
    {
        session.Close(Leaves.JoinAgain(DisconnectReason.StateMismatch), WebSocketCloseStatus.NormalClosure, "");
        return new(null, null);
    }

    public async ValueTask ReceiveAsync(SignalSession session, SignalRequest request)
    {
        // Again where it moved to, when it had left before this was heard; a room that has closed hears nothing.
        for (RoomActor? before = null; Participant is not null;)
        {
            var home = await Participant.Home;
            if (home == before || await home.ReceiveAsync(Participant, session, request))
            {
                return;
            }

            before = home;
        }
    }

    public async ValueTask EndAsync(SignalSession session, SessionEnd end)
    {
        if (Participant is not null)
        {
            await (await Participant.Home).EndAsync(Participant, session, end);
        }
    }
}
