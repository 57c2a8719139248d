using Visio.LiveKit;

namespace Visio.Server.Media;

/// <summary>
/// The media server as the product sees it, and all that it sees of it: the embedded engine, or a LiveKit-compatible server elsewhere.
/// Any thread. A room that is not open has no participants; changing it does nothing. The functions handed in must neither block nor
/// throw, and are called on any thread.
/// </summary>
/// <remarks>What is done throws <see cref="LiveKitUnavailableException"/> where a remote server does not do it.</remarks>
internal interface ILiveRooms
{
    /// <summary>Whether the product is being stopped: nobody is let in any more.</summary>
    bool IsDraining { get; }

    /// <summary>
    /// Whether the media server is another one. Such a one lets in whoever has a token, without asking an <see cref="ITokenReviewer"/>;
    /// and it does not say what participants write.
    /// </summary>
    bool IsRemote { get; }

    /// <summary>Whether meetings go on when this process ends.</summary>
    bool OutlivesThis { get; }

    /// <summary>Why nobody could enter now; null where all is well, as far as is known.</summary>
    string? Failure { get; }

    /// <summary>Where clients connect to, <c>ws</c> or <c>wss</c>, for who asked this.</summary>
    string AddressFor(HttpRequest request);

    /// <summary>Makes sure that a room can be entered now: after this the first token opens it as it is to be.</summary>
    Task OpenAsync(string room, LiveOpening opening, CancellationToken cancellationToken);

    /// <summary>How many participants are in a room now; 0 when there is no such room.</summary>
    int CountParticipants(string room);

    /// <summary>The names of the open rooms.</summary>
    IReadOnlyList<string> Rooms();

    /// <summary>Everybody in a room, in the order in which they came.</summary>
    Task<IReadOnlyList<LiveParticipant>> ParticipantsAsync(string room);

    /// <summary>How everybody in a room is connected; null where the media server does not say, which a LiveKit server elsewhere does not.</summary>
    Task<IReadOnlyList<LiveQuality>?> QualityAsync(string room);

    /// <summary>Changes everybody for whom <paramref name="change"/> gives a change; their tokens change with them.</summary>
    /// <returns>The identities of those for whom something is different now.</returns>
    Task<IReadOnlyList<string>> UpdateAsync(string room, Func<LiveParticipant, ParticipantChange?> change);

    /// <summary>Mutes the tracks for which <paramref name="which"/> is true. The owner can unmute it again, and nobody else.</summary>
    /// <returns>The identities of those of whom something was not muted before.</returns>
    Task<IReadOnlyList<string>> MuteAsync(string room, Func<LiveParticipant, LiveTrack, bool> which);

    /// <summary>Ends the tracks for which <paramref name="which"/> is true; their owners' clients stop what they capture.</summary>
    /// <returns>The identities of those who had such tracks.</returns>
    Task<IReadOnlyList<string>> StopAsync(string room, Func<LiveParticipant, LiveTrack, bool> which);

    /// <summary>Takes participants out (PARTICIPANT_REMOVED). An <see cref="ITokenReviewer"/> must refuse their tokens.</summary>
    /// <param name="room">The room's name.</param>
    /// <param name="who">Chooses them.</param>
    /// <param name="farewell">Attributes that each is told of itself right before it is told to leave.</param>
    /// <returns>The identities of those who were removed.</returns>
    Task<IReadOnlyList<string>> RemoveAsync(
        string room, Func<LiveParticipant, bool> who, IReadOnlyDictionary<string, string>? farewell = null);

    /// <summary>Sends a reliable message of the server: it has no sender, and no participant can make one like it.</summary>
    /// <param name="room">The room's name.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="payload">The message.</param>
    /// <param name="identities">Those it is for; empty means everybody.</param>
    Task SendAsync(string room, string topic, ReadOnlyMemory<byte> payload, IReadOnlyCollection<string> identities);

    /// <summary>Sets the room's metadata; everybody is told.</summary>
    Task SetMetadataAsync(string room, string metadata);

    /// <summary>Ends the meeting: everybody is told to leave (ROOM_DELETED). Completes when the room is closed.</summary>
    Task CloseAsync(string room);

    /// <summary>Calls <paramref name="listener"/> for every event from now on, one after the other in each room: it must neither block nor throw.</summary>
    /// <returns>Ends the subscription when disposed.</returns>
    IDisposable Subscribe(Action<LiveEvent> listener);

    /// <summary>
    /// To be called before the first listing where <see cref="OutlivesThis"/>: what was going on when this process last looked. What of it
    /// is over is told as events.
    /// </summary>
    /// <param name="lastKnown">The identities of the participants of each room.</param>
    void Expect(IReadOnlyDictionary<string, IReadOnlyCollection<string>> lastKnown);
}
