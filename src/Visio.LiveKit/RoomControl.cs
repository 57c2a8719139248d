using Google.Protobuf;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Rooms;

namespace Visio.LiveKit;

/// <summary>
/// What the product does to live rooms: the room service in process. What it does to many participants at once happens in one turn
/// of the room, and everybody is told in one message. Safe from any thread. A room that is not open has no participants; changing it
/// does nothing. The functions handed in are called on the room's loop: they must neither block nor throw.
/// </summary>
public sealed class RoomControl
{
    private readonly RoomDirectory _rooms;
    private readonly LiveEvents _events;

    internal RoomControl(RoomDirectory rooms, LiveEvents events)
    {
        _rooms = rooms;
        _events = events;
    }

    /// <summary>The names of the open rooms.</summary>
    public IReadOnlyList<string> Rooms() => [.. _rooms.All.Select(room => room.Name)];

    /// <summary>Everybody in a room, in the order in which they came.</summary>
    public Task<IReadOnlyList<LiveParticipant>> ParticipantsAsync(string room) =>
        AskAsync<LiveParticipant>(room, parts => [.. parts.Room.Participants.Values.OrderBy(p => p.JoinedAt).Select(LiveViews.Of)]);

    /// <summary>
    /// Calls <paramref name="look"/> with a room that is open, on its loop: what <see cref="Subscribe"/> has told before is in what is seen, and what is
    /// told after is not. It must neither block nor throw.
    /// </summary>
    public Task LookAsync(string room, Action<LiveRoom> look) => AskAsync<string>(room, parts =>
    {
        look(new(parts.Room.Name, parts.Room.CreatedAt, parts.Room.Settings.Metadata, [.. parts.Room.Participants.Values.OrderBy(p => p.JoinedAt).Select(LiveViews.Of)]));
        return [];
    });

    /// <summary>How everybody in a room is connected, in the order in which they came, over the last five seconds or so.</summary>
    public Task<IReadOnlyList<LiveQuality>> QualityAsync(string room) => AskAsync(room, parts => parts.Quality.All());

    /// <summary>Changes everybody for whom <paramref name="change"/> gives a change; they get a new token with their new rights.</summary>
    /// <returns>The identities of those for whom something is different now.</returns>
    public Task<IReadOnlyList<string>> UpdateAsync(string room, Func<LiveParticipant, ParticipantChange?> change) =>
        AskAsync(room, parts => parts.Moderation.Update(change));

    /// <summary>
    /// Mutes the tracks for which <paramref name="which"/> is true; their owners' clients are told to stop the device. The owner can
    /// unmute it again, and nobody else.
    /// </summary>
    /// <returns>The identities of those of whom something was not muted before.</returns>
    public Task<IReadOnlyList<string>> MuteAsync(string room, Func<LiveParticipant, LiveTrack, bool> which) =>
        AskAsync(room, parts => parts.Moderation.Mute(which));

    /// <summary>Ends the tracks for which <paramref name="which"/> is true; their owners' clients stop what they capture.</summary>
    /// <returns>The identities of those who had such tracks.</returns>
    public Task<IReadOnlyList<string>> StopAsync(string room, Func<LiveParticipant, LiveTrack, bool> which) =>
        AskAsync(room, parts => parts.Moderation.Stop(which));

    /// <summary>Takes participants out (PARTICIPANT_REMOVED). Their tokens must be refused by <see cref="LiveKitOptions.ReviewToken"/>.</summary>
    /// <param name="room">The room's name.</param>
    /// <param name="who">Chooses them.</param>
    /// <param name="farewell">Attributes that each is told of itself, and nobody else, right before it is told to leave.</param>
    /// <returns>The identities of those who were removed.</returns>
    public Task<IReadOnlyList<string>> RemoveAsync(
        string room, Func<LiveParticipant, bool> who, IReadOnlyDictionary<string, string>? farewell = null) =>
        AskAsync(room, parts => parts.Moderation.Remove(who, farewell ?? new Dictionary<string, string>(StringComparer.Ordinal)));

    /// <summary>Sends a reliable message of the server: it has no sender, and no participant can make one like it.</summary>
    /// <param name="room">The room's name.</param>
    /// <param name="topic">The topic; those that begin with <c>visio.</c> are closed to participants.</param>
    /// <param name="payload">The message.</param>
    /// <param name="identities">Those it is for; empty means everybody.</param>
    public Task SendAsync(string room, string topic, ReadOnlyMemory<byte> payload, IReadOnlyCollection<string> identities)
    {
        var request = new SendDataRequest { Data = ByteString.CopyFrom(payload.Span), Kind = DataPacket.Types.Kind.Reliable, Topic = topic };
        request.DestinationIdentities.AddRange(identities);
        return AskAsync<string>(room, parts =>
        {
            parts.Moderation.Send(request);
            return [];
        });
    }

    /// <summary>
    /// Sets the room's metadata; everybody is told at once. A room that is not open yet gets its metadata from the configuration in
    /// the token that opens it.
    /// </summary>
    public Task SetMetadataAsync(string room, string metadata) => AskAsync<string>(room, parts =>
    {
        parts.Moderation.Describe(metadata);
        return [];
    });

    /// <summary>Ends the meeting: everybody is told to leave (ROOM_DELETED). Completes when the room is closed.</summary>
    public async Task CloseAsync(string room)
    {
        if (_rooms.Find(room) is { } open)
        {
            await open.CloseAsync(DisconnectReason.RoomDeleted);
            await open.Completion;
        }
    }

    /// <summary>Calls <paramref name="listener"/> for every event from now on, on the room's loop: it must neither block nor throw.</summary>
    /// <returns>Ends the subscription when disposed.</returns>
    public IDisposable Subscribe(Action<LiveEvent> listener) => _events.Subscribe(listener);

    private async Task<IReadOnlyList<T>> AskAsync<T>(string room, Func<RoomParts, IReadOnlyList<T>> question) =>
        _rooms.Find(room) is { } open ? await open.AskAsync(question) ?? [] : [];
}
