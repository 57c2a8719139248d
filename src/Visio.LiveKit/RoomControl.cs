using Visio.LiveKit.Rooms;

namespace Visio.LiveKit;

/// <summary>
/// What the product does to live rooms: the room service in process, and what it does to many participants at once happens in one
/// turn of the room. Safe from any thread. A room that is not open has no participants; changing it does nothing.
/// </summary>
public sealed class RoomControl
{
    private readonly RoomDirectory _rooms;

    internal RoomControl(RoomDirectory rooms) => _rooms = rooms;

    /// <summary>The names of the open rooms.</summary>
    public IReadOnlyList<string> Rooms() => [.. _rooms.All.Select(room => room.Name)];

    /// <summary>Everybody in a room, in the order in which they came.</summary>
    public Task<IReadOnlyList<LiveParticipant>> ParticipantsAsync(string room) => throw new NotSupportedException();

    /// <summary>Changes everybody for whom <paramref name="change"/> gives a change.</summary>
    /// <returns>The identities of those who were changed.</returns>
    public Task<IReadOnlyList<string>> UpdateAsync(string room, Func<LiveParticipant, ParticipantChange?> change) => throw new NotSupportedException();

    /// <summary>Mutes the tracks for which <paramref name="which"/> is true; their owners' clients are told to stop the device.</summary>
    /// <returns>The identities of those who were muted.</returns>
    public Task<IReadOnlyList<string>> MuteAsync(string room, Func<LiveParticipant, LiveTrack, bool> which) => throw new NotSupportedException();

    /// <summary>Takes participants out (PARTICIPANT_REMOVED). Their tokens must be refused by <see cref="LiveKitOptions.ReviewToken"/>.</summary>
    /// <returns>The identities of those who were removed.</returns>
    public Task<IReadOnlyList<string>> RemoveAsync(string room, Func<LiveParticipant, bool> who) => throw new NotSupportedException();

    /// <summary>Sends a reliable message of the server: it has no sender, and no participant can make one like it.</summary>
    /// <param name="room">The room's name.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="payload">The message.</param>
    /// <param name="identities">Those it is for; empty means everybody.</param>
    public Task SendAsync(string room, string topic, ReadOnlyMemory<byte> payload, IReadOnlyCollection<string> identities) => throw new NotSupportedException();

    /// <summary>Sets the room's metadata; everybody is told at once. Kept for when the room is opened, if it is not.</summary>
    public Task SetMetadataAsync(string room, string metadata) => throw new NotSupportedException();

    /// <summary>Ends the meeting: everybody is told to leave (ROOM_DELETED). Completes when the room is closed.</summary>
    public Task CloseAsync(string room) => throw new NotSupportedException();

    /// <summary>Calls <paramref name="listener"/> for every event from now on, on the room's loop: it must neither block nor throw.</summary>
    /// <returns>Ends the subscription when disposed.</returns>
    public IDisposable Subscribe(Action<LiveEvent> listener) => throw new NotSupportedException();
}
