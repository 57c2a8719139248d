using Visio.LiveKit.Protocol;
using Visio.LiveKit.Rooms;
using Visio.LiveKit.Tokens;

namespace Visio.LiveKit.Twirp;

/// <summary>LiveKit's RoomService: rooms and their participants as seen by the application's server.</summary>
internal sealed class RoomService
{
    private readonly RoomDirectory _rooms;
    private readonly LiveKitOptions _options;

    public RoomService(RoomDirectory rooms, LiveKitOptions options)
    {
        _rooms = rooms;
        _options = options;
        Methods = new Dictionary<string, TwirpMethod>(StringComparer.Ordinal)
        {
            ["CreateRoom"] = TwirpMethod.Create(CreateRoomRequest.Parser, (_, g) => g.RoomCreate, CreateRoomAsync),
            ["ListRooms"] = TwirpMethod.Create(ListRoomsRequest.Parser, (_, g) => g.RoomList, ListRoomsAsync),
            ["DeleteRoom"] = TwirpMethod.Create(DeleteRoomRequest.Parser, (_, g) => g.RoomCreate, DeleteRoomAsync),
            ["ListParticipants"] = TwirpMethod.Create(ListParticipantsRequest.Parser, (r, g) => IsAdmin(r.Room, g), ListParticipantsAsync),
            ["GetParticipant"] = TwirpMethod.Create(RoomParticipantIdentity.Parser, (r, g) => IsAdmin(r.Room, g), GetParticipantAsync),
            ["RemoveParticipant"] = TwirpMethod.Create(RoomParticipantIdentity.Parser, (r, g) => IsAdmin(r.Room, g), RemoveParticipantAsync),
            ["MutePublishedTrack"] = TwirpMethod.Create(MuteRoomTrackRequest.Parser, (r, g) => IsAdmin(r.Room, g), MutePublishedTrackAsync),
            ["UpdateParticipant"] = TwirpMethod.Create(UpdateParticipantRequest.Parser, (r, g) => IsAdmin(r.Room, g), UpdateParticipantAsync),
            ["UpdateSubscriptions"] = TwirpMethod.Create(UpdateSubscriptionsRequest.Parser, (r, g) => IsAdmin(r.Room, g), UpdateSubscriptionsAsync),
            ["SendData"] = TwirpMethod.Create(SendDataRequest.Parser, (r, g) => IsAdmin(r.Room, g), SendDataAsync),
            ["UpdateRoomMetadata"] = TwirpMethod.Create(UpdateRoomMetadataRequest.Parser, (r, g) => IsAdmin(r.Room, g), UpdateRoomMetadataAsync),
        };
    }

    /// <summary>Methods of the service that are not offered.</summary>
    public static IReadOnlySet<string> Unimplemented { get; } =
        new HashSet<string>(StringComparer.Ordinal) { "ForwardParticipant", "MoveParticipant", "PerformRpc" };

    public IReadOnlyDictionary<string, TwirpMethod> Methods { get; }

    private static bool IsAdmin(string room, VideoGrant grant) => grant.RoomAdmin && grant.Room == room;

    private async Task<TwirpAnswer> CreateRoomAsync(CreateRoomRequest request)
    {
        if (request.Name.Length == 0)
        {
            return TwirpError.Invalid("name is required");
        }

        if (_rooms.IsDraining)
        {
            return TwirpError.ShuttingDown;
        }

        var settings = RoomSettings.Default(request.Name, _options)
            .With(request.EmptyTimeout, request.DepartureTimeout, request.MaxParticipants, request.Metadata);

        // A room that exists is returned as it is. One that closes at this moment is opened again.
        while (true)
        {
            if (await _rooms.Open(settings).AskAsync(r => r.Room.ToInfo()) is { } info)
            {
                return TwirpAnswer.From(info);
            }
        }
    }

    private async Task<TwirpAnswer> ListRoomsAsync(ListRoomsRequest request)
    {
        var response = new ListRoomsResponse();
        foreach (var room in _rooms.All.Where(r => request.Names.Count == 0 || request.Names.Contains(r.Name)))
        {
            if (await room.AskAsync(r => r.Room.ToInfo()) is { } info)
            {
                response.Rooms.Add(info);
            }
        }

        return TwirpAnswer.From(response);
    }

    private async Task<TwirpAnswer> DeleteRoomAsync(DeleteRoomRequest request)
    {
        if (_rooms.Find(request.Room) is not { } room)
        {
            return TwirpError.NoRoom;
        }

        await room.CloseAsync(DisconnectReason.RoomDeleted);
        await room.Completion;
        return TwirpAnswer.From(new DeleteRoomResponse());
    }

    private async Task<TwirpAnswer> ListParticipantsAsync(ListParticipantsRequest request)
    {
        var response = new ListParticipantsResponse();
        response.Participants.AddRange(
            await AskAsync(request.Room, r => r.Room.Participants.Values.Select(p => p.ToInfo()).ToArray()) ?? []);
        return TwirpAnswer.From(response);
    }

    private async Task<TwirpAnswer> GetParticipantAsync(RoomParticipantIdentity request) =>
        TwirpAnswer.Or(await AskAsync(request.Room, r => r.Moderation.Find(request.Identity)?.ToInfo()), TwirpError.NoParticipant);

    private async Task<TwirpAnswer> RemoveParticipantAsync(RoomParticipantIdentity request) =>
        await AskAsync(request.Room, r => r.Moderation.Remove(request.Identity))
            ? TwirpAnswer.From(new RemoveParticipantResponse())
            : TwirpError.NoParticipant;

    private async Task<TwirpAnswer> MutePublishedTrackAsync(MuteRoomTrackRequest request) =>
        await AskAsync<TwirpAnswer?>(request.Room, r =>
        {
            if (r.Moderation.Find(request.Identity) is not { } participant)
            {
                return TwirpError.NoParticipant;
            }

            if (participant.Tracks.Find(t => t.Info.Sid == request.TrackSid) is not { } track)
            {
                return TwirpError.NoTrack;
            }

            return request.Muted
                ? TwirpAnswer.From(new MuteRoomTrackResponse { Track = r.Moderation.Mute(track) })
                : TwirpError.NoRemoteUnmute;
        }) ?? TwirpError.NoParticipant;

    private async Task<TwirpAnswer> UpdateParticipantAsync(UpdateParticipantRequest request) =>
        TwirpAnswer.Or(
            await AskAsync(request.Room, r => r.Moderation.Find(request.Identity) is { } p ? r.Moderation.Update(p, request) : null),
            TwirpError.NoParticipant);

    private async Task<TwirpAnswer> UpdateSubscriptionsAsync(UpdateSubscriptionsRequest request) =>
        TwirpAnswer.Or(
            await AskAsync(request.Room, r =>
            {
                if (r.Moderation.Find(request.Identity) is not { } participant)
                {
                    return null;
                }

                r.Moderation.Subscribe(participant, request);
                return new UpdateSubscriptionsResponse();
            }),
            TwirpError.NoParticipant);

    private async Task<TwirpAnswer> SendDataAsync(SendDataRequest request) =>
        TwirpAnswer.Or(
            await AskAsync(request.Room, r =>
            {
                r.Moderation.Send(request);
                return new SendDataResponse();
            }),
            TwirpError.NoRoom);

    private async Task<TwirpAnswer> UpdateRoomMetadataAsync(UpdateRoomMetadataRequest request) =>
        TwirpAnswer.Or(await AskAsync(request.Room, r => r.Moderation.Describe(request.Metadata)), TwirpError.NoRoom);

    private async Task<T?> AskAsync<T>(string room, Func<RoomParts, T?> question) =>
        _rooms.Find(room) is { } actor ? await actor.AskAsync(question) : default;
}
