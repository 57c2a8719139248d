using System.Text;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Rooms;
using Visio.LiveKit.Signalling;

namespace Visio.LiveKit.Twirp;

/// <summary>LiveKit's RoomService: rooms and their participants as seen by the application's server.</summary>
internal sealed class RoomService : TwirpService
{
    private const int NonceLength = 16;

    // What clients accept of one another by version 1 of the protocol (RpcRequest).
    private const int MaxRpcPayload = 15 * 1024;
    private static readonly TimeSpan RpcAckLimit = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan RpcAnswerLimit = TimeSpan.FromSeconds(15);

    private readonly RoomDirectory _rooms;
    private readonly TimeProvider _time;

    public RoomService(RoomDirectory rooms, TimeProvider time)
        : base("RoomService")
    {
        _rooms = rooms;
        _time = time;
        Methods["CreateRoom"] = TwirpMethod.Create(CreateRoomRequest.Parser, (_, t) => t.Video is { RoomCreate: true }, CreateRoomAsync);
        Methods["ListRooms"] = TwirpMethod.Create(ListRoomsRequest.Parser, (_, t) => t.Video is { RoomList: true }, ListRoomsAsync);
        Methods["DeleteRoom"] = TwirpMethod.Create(DeleteRoomRequest.Parser, (_, t) => t.Video is { RoomCreate: true }, DeleteRoomAsync);
        Methods["ListParticipants"] = TwirpMethod.Create(ListParticipantsRequest.Parser, (r, t) => IsAdmin(r.Room, t), ListParticipantsAsync);
        Methods["GetParticipant"] = TwirpMethod.Create(RoomParticipantIdentity.Parser, (r, t) => IsAdmin(r.Room, t), GetParticipantAsync);
        Methods["RemoveParticipant"] = TwirpMethod.Create(RoomParticipantIdentity.Parser, (r, t) => IsAdmin(r.Room, t), RemoveParticipantAsync);
        Methods["MutePublishedTrack"] = TwirpMethod.Create(MuteRoomTrackRequest.Parser, (r, t) => IsAdmin(r.Room, t), MutePublishedTrackAsync);
        Methods["UpdateParticipant"] = TwirpMethod.Create(UpdateParticipantRequest.Parser, (r, t) => IsAdmin(r.Room, t), UpdateParticipantAsync);
        Methods["UpdateSubscriptions"] = TwirpMethod.Create(UpdateSubscriptionsRequest.Parser, (r, t) => IsAdmin(r.Room, t), UpdateSubscriptionsAsync);
        Methods["SendData"] = TwirpMethod.Create(SendDataRequest.Parser, (r, t) => IsAdmin(r.Room, t), SendDataAsync);
        Methods["UpdateRoomMetadata"] = TwirpMethod.Create(UpdateRoomMetadataRequest.Parser, (r, t) => IsAdmin(r.Room, t), UpdateRoomMetadataAsync);
        Methods["MoveParticipant"] = TwirpMethod.Create(
            MoveParticipantRequest.Parser, (r, t) => IsAdmin(r.Room, t) && t.Video!.DestinationRoom == r.DestinationRoom, MoveParticipantAsync);
        Methods["ForwardParticipant"] = TwirpMethod.Create(
            ForwardParticipantRequest.Parser,
            (r, t) => IsAdmin(r.Room, t) && t.Video!.DestinationRoom == r.DestinationRoom,
            ForwardParticipantAsync);
        Methods["PerformRpc"] = TwirpMethod.Create(PerformRpcRequest.Parser, (r, t) => IsAdmin(r.Room, t), PerformRpcAsync);
    }

    private async Task<TwirpAnswer> CreateRoomAsync(CreateRoomRequest request)
    {
        if (request.Name.Length == 0)
        {
            return TwirpError.Invalid("name is required");
        }

        if (Encoding.UTF8.GetByteCount(request.Name) > JoinLimits.RoomName)
        {
            return TwirpError.Invalid("room name length exceeds limits");
        }

        if (Encoding.UTF8.GetByteCount(request.Metadata) > JoinLimits.Metadata)
        {
            return TwirpError.Invalid("metadata size exceeds limits");
        }

        if (_rooms.IsDraining)
        {
            return TwirpError.ShuttingDown;
        }

        if (!_rooms.Presets.TryApply(request.Name, request.RoomPreset, Configuration(request), out var settings))
        {
            return TwirpError.Invalid("unknown room configuration in create room request");
        }

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

    private async Task<TwirpAnswer> RemoveParticipantAsync(RoomParticipantIdentity request)
    {
        // Before the removal, so that nobody comes back in between; also of who is not here now.
        if (request.RevokeTokenTs > 0)
        {
            _rooms.Revoked.Revoke(request.Room, request.Identity, request.RevokeTokenTs);
        }

        return await AskAsync(request.Room, r => r.Moderation.Remove(request.Identity))
            ? TwirpAnswer.From(new RemoveParticipantResponse())
            : TwirpError.NoParticipant;
    }

    private async Task<TwirpAnswer> MutePublishedTrackAsync(MuteRoomTrackRequest request) =>
        await AskAsync<TwirpAnswer?>(request.Room, r =>
        {
            if (r.Moderation.Find(request.Identity) is not { } participant)
            {
                return TwirpError.NoParticipant;
            }

            if (participant.Forwarding is not null)
            {
                return TwirpError.Elsewhere;
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
        await AskAsync<TwirpAnswer?>(request.Room, r => r.Moderation.Find(request.Identity) switch
        {
            null => TwirpError.NoParticipant,
            { Forwarding: not null } => TwirpError.Elsewhere,
            var p when JoinLimits.Exceeds(p.Attributes, request.Name, request.Metadata, request.Attributes) =>
                TwirpError.Invalid("name, metadata or attributes exceed limits"),
            var p => TwirpAnswer.From(r.Moderation.Update(p, request)),
        }) ?? TwirpError.NoParticipant;

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

    private async Task<TwirpAnswer> SendDataAsync(SendDataRequest request) => request.Nonce.Length is not (0 or NonceLength)
        ? TwirpError.Invalid($"nonce should be 16-bytes or not present, got: {request.Nonce.Length} bytes")
        : TwirpAnswer.Or(
            await AskAsync(request.Room, r =>
            {
                r.Moderation.Send(request);
                return new SendDataResponse();
            }),
            TwirpError.NoRoom);

    private async Task<TwirpAnswer> UpdateRoomMetadataAsync(UpdateRoomMetadataRequest request) =>
        Encoding.UTF8.GetByteCount(request.Metadata) > JoinLimits.Metadata
            ? TwirpError.Invalid("metadata size exceeds limits")
            : TwirpAnswer.Or(await AskAsync(request.Room, r => r.Moderation.Describe(request.Metadata)), TwirpError.NoRoom);

    private async Task<TwirpAnswer> MoveParticipantAsync(MoveParticipantRequest request) =>
        await ToOtherRoomAsync(request.Room, request.Identity, request.DestinationRoom, RoomMove.RunAsync) switch
        {
            (null, MoveOutcome.Moved) => TwirpAnswer.From(new MoveParticipantResponse()),
            (null, MoveOutcome.NotPossible) => TwirpError.NoMove,
            (null, MoveOutcome.NoPlace) => TwirpError.RoomFull,
            var (error, _) => error ?? TwirpError.NoParticipant,
        };

    private async Task<TwirpAnswer> ForwardParticipantAsync(ForwardParticipantRequest request) =>
        await ToOtherRoomAsync(request.Room, request.Identity, request.DestinationRoom, Forwarding.RunAsync) switch
        {
            (null, MoveOutcome.Moved) => TwirpAnswer.From(new ForwardParticipantResponse()),
            (null, MoveOutcome.NotPossible) => TwirpError.NoForward,
            (null, MoveOutcome.NoPlace) => TwirpError.NoRoom,
            var (error, _) => error ?? TwirpError.NoParticipant,
        };

    private async Task<(TwirpError? Error, MoveOutcome Outcome)> ToOtherRoomAsync(
        string room, string identity, string destination, Func<RoomActor, string, RoomActor, Task<MoveOutcome>> go)
    {
        if (destination.Length == 0 || destination == room)
        {
            return (TwirpError.Invalid("destination room is required, and must be another room"), default);
        }

        // A room is not opened for somebody who is not there.
        if (_rooms.Find(room) is not { } from || await from.AskAsync(r => r.Moderation.Find(identity)) is null)
        {
            return (TwirpError.NoParticipant, default);
        }

        if (_rooms.IsDraining)
        {
            return (TwirpError.ShuttingDown, default);
        }

        return _rooms.FindOrOpen(destination) is { } to ? (null, await go(from, identity, to)) : (TwirpError.NoRoom, default);
    }

    private async Task<TwirpAnswer> PerformRpcAsync(PerformRpcRequest request)
    {
        if (Encoding.UTF8.GetByteCount(request.Payload) > MaxRpcPayload)
        {
            return TwirpError.From(RpcErrors.PayloadTooLarge);
        }

        var limit = request.ResponseTimeoutMs > 0 ? TimeSpan.FromMilliseconds(request.ResponseTimeoutMs) : RpcAnswerLimit;
        if (await AskAsync(request.Room, r => r.Moderation.Call(request, limit)) is not { } call)
        {
            return TwirpError.NoParticipant;
        }

        var response = await call.WaitAsync(RpcAckLimit, limit, _time);
        await AskAsync(request.Room, r => r.Moderation.Forget(call));
        return response.ValueCase == RpcResponse.ValueOneofCase.Error
            ? TwirpError.From(response.Error)
            : TwirpAnswer.From(new PerformRpcResponse { Payload = response.Payload });
    }

    private static RoomConfiguration Configuration(CreateRoomRequest request) => new()
    {
        EmptyTimeout = request.EmptyTimeout,
        DepartureTimeout = request.DepartureTimeout,
        MaxParticipants = request.MaxParticipants,
        Metadata = request.Metadata,
        MinPlayoutDelay = request.MinPlayoutDelay,
        MaxPlayoutDelay = request.MaxPlayoutDelay,
        Agents = { request.Agents },
        Tags = { request.Tags },
    };

    private async Task<T?> AskAsync<T>(string room, Func<RoomParts, T?> question) =>
        _rooms.Find(room) is { } actor ? await actor.AskAsync(question) : default;
}
