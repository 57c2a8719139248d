using System.Net.WebSockets;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>
/// Moves a participant to another room with its connections: it leaves here, and is there, as the same participant with the same tracks.
/// What its client says meanwhile waits, and is heard in the new room, in order.
/// </summary>
internal static class RoomMove
{
    /// <summary>Moves somebody. Any thread.</summary>
    public static async Task<MoveOutcome> RunAsync(RoomActor from, string identity, RoomActor to)
    {
        var arrived = new TaskCompletionSource<RoomActor>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (await to.AskAsync(parts => parts.Membership.HasPlace() ? "yes" : "no") is not "yes")
        {
            return MoveOutcome.NoPlace;
        }

        var departure = await from.AskAsync(parts => Depart(parts, identity, arrived.Task));
        if (departure is not { Participant: { } participant })
        {
            return departure?.Outcome ?? MoveOutcome.NobodyThere;
        }

        var isThere = await to.AskAsync(parts =>
        {
            parts.Membership.Arrive(participant);
            to.Welcome(participant);
            return true;
        });
        if (!isThere)
        {
            // That room has closed meanwhile. The client is sent to it all the same: its next join opens it again.
            participant.Session?.Close(Leaves.JoinAgain(DisconnectReason.Migration), WebSocketCloseStatus.NormalClosure, "");
            await from.AskAsync(parts => parts.Membership.Drop(participant));
        }

        arrived.SetResult(to);
        return isThere ? MoveOutcome.Moved : MoveOutcome.NoPlace;
    }

    private static Departure Depart(RoomParts parts, string identity, Task<RoomActor> home)
    {
        if (parts.Moderation.Find(identity) is not { } participant)
        {
            return new(null, MoveOutcome.NobodyThere);
        }

        // A client that does not know what happens to it, or cannot be told, would be lost.
        if (participant.Session is null || participant.State != ParticipantInfo.Types.State.Active
            || !participant.Protocol.Understands(new() { RoomMoved = new() }))
        {
            return new(null, MoveOutcome.NotPossible);
        }

        participant.Home = home;
        parts.Membership.Depart(participant);
        return new(participant, MoveOutcome.Moved);
    }

    private sealed record Departure(Participant? Participant, MoveOutcome Outcome);
}
