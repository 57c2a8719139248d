using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>
/// Shows a participant of one room in another, where it is a copy without a session. The two rooms tell each other what changes by
/// messages, in order, and never wait for one another. What is a copy itself is not shown any further.
/// </summary>
internal sealed class Forwarding(RoomActor from, string identity, RoomActor to)
{
    /// <summary>The most data packets that wait for the other room; what comes while it is that far behind does not get there.</summary>
    private const int MostPackets = 1024;

    // Owned by the room that the participant is in: what the other was told last.
    private Participant? _source;
    private uint _version;
    private Audience? _audience;
    private ForwardedTrack[] _tracks = [];
    private (string Sid, float Level)[] _levels = [];
    private int _packets;

    /// <summary>Who is shown.</summary>
    public string Identity => identity;

    /// <summary>Its copy. Owned by the room that shows it.</summary>
    public Participant? Copy { get; set; }

    /// <summary>Whether it has ended for the room that shows it, which owns this.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Begins to show somebody elsewhere; completes when it is seen there. Any thread.</summary>
    public static async Task<MoveOutcome> RunAsync(RoomActor from, string identity, RoomActor to)
    {
        var forwarding = new Forwarding(from, identity, to);
        if (await from.AskAsync<MoveOutcome?>(parts => forwarding.Begin(parts.Room)) is not { } outcome)
        {
            return MoveOutcome.NobodyThere;
        }

        if (outcome == MoveOutcome.Moved && !await to.AskAsync(_ => true))
        {
            // That room has closed meanwhile.
            await from.AskAsync(parts => parts.Room.Forwardings.Remove(forwarding));
            return MoveOutcome.NoPlace;
        }

        return outcome;
    }

    /// <summary>Tells the other room what has changed. On the loop of the participant's own room.</summary>
    /// <returns>Whether the participant is still there.</returns>
    public bool Follow(RoomState room)
    {
        if (!room.Participants.TryGetValue(identity, out var source) || source.Forwarding is not null)
        {
            var reason = _source?.Departure ?? DisconnectReason.UnknownReason;
            Tell(to, parts => parts.Forwardings.End(this, reason));
            return false;
        }

        ForwardedTrack[] tracks = [.. source.Tracks.Select(t => new ForwardedTrack(t.Info.Sid, t.Primary, t.Backup))];
        if (source != _source || source.Version != _version || source.Audience != _audience || !tracks.SequenceEqual(_tracks))
        {
            (_source, _version, _audience, _tracks) = (source, source.Version, source.Audience, tracks);
            var join = new Signalling.JoinParameters(source.Token, source.Grant, default, source.TokenEnd, new() { ClientInfo = source.Client }, HasTwoConnections: false);
            var state = new ForwardedState(join, source.JoinedAt, source.ToInfo(), source.Audience, tracks);
            Tell(to, parts => parts.Forwardings.Show(this, state));
        }

        (string, float)[] levels = [.. source.Tracks.Select(t => (t.Info.Sid, t.SpeakingLevel))];
        if (!levels.SequenceEqual(_levels))
        {
            _levels = levels;
            Tell(to, parts => parts.Forwardings.Speak(this, levels));
        }

        return true;
    }

    /// <summary>Carries a data packet that was for everybody in the participant's own room, on whose loop this is.</summary>
    public void Carry(DataPacket packet)
    {
        if (Volatile.Read(ref _packets) < MostPackets)
        {
            Interlocked.Increment(ref _packets);
            _ = CarryAsync(packet);
        }
    }

    /// <summary>Which layers of a track are wanted where the copy is, on whose loop this is.</summary>
    public void Want(PublishedTrack track, (int Primary, int Backup) wanted)
    {
        if (track.WantedHere != wanted)
        {
            track.WantedHere = wanted;
            var sid = track.Info.Sid;
            Tell(from, parts => parts.Forwardings.Want(this, sid, wanted));
        }
    }

    /// <summary>Takes what is said to the copy, on whose loop this is: that somebody receives a track is news for the publisher too.</summary>
    public void Send(SignalResponse response)
    {
        if (response.TrackSubscribed is { TrackSid: var sid })
        {
            Tell(from, parts => parts.Forwardings.Subscribed(this, sid));
        }
    }

    /// <summary>The copy is taken out of its room, on whose loop this is. One that is replaced by another copy is not the end.</summary>
    public void Left(Participant copy)
    {
        if (Copy == copy && !IsOver)
        {
            IsOver = true;
            Tell(from, parts => parts.Forwardings.Over(this));
        }
    }

    private MoveOutcome Begin(RoomState room)
    {
        if (!room.Participants.TryGetValue(identity, out var source))
        {
            return MoveOutcome.NobodyThere;
        }

        if (source.Forwarding is not null)
        {
            return MoveOutcome.NotPossible;
        }

        if (!room.Forwardings.Exists(f => f.Identity == identity && f.IsTo(to)))
        {
            room.Forwardings.Add(this);
            Follow(room);
        }

        return MoveOutcome.Moved;
    }

    private bool IsTo(RoomActor room) => to == room;

    private async Task CarryAsync(DataPacket packet)
    {
        await to.AskAsync(parts =>
        {
            parts.Forwardings.Carry(this, packet);
            return true;
        });
        Interlocked.Decrement(ref _packets);
    }

    private static void Tell(RoomActor room, Action<RoomParts> what) => _ = room.AskAsync(parts =>
    {
        what(parts);
        return true;
    });
}
