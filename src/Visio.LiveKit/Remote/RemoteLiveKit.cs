using Google.Protobuf;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Remote;
using Visio.LiveKit.Rooms;
using Visio.LiveKit.Tokens;
using Visio.LiveKit.Webhooks;

namespace Visio.LiveKit;

/// <summary>
/// A LiveKit server elsewhere, over its APIs: what <see cref="RoomControl"/> does in process, this does by listing and then calling for
/// each participant or track, several at once. Two changes of one room do not mix, but others see them one after the other. Any thread.
/// </summary>
public sealed class RemoteLiveKit : IDisposable
{
    /// <summary>Calls for different participants that go on at once.</summary>
    private const int AtOnce = 16;

    /// <summary>Rooms whose changes wait for each other by chance, too: that costs less than a lock for each name there ever was.</summary>
    private const int Turns = 64;

    /// <summary>Somebody who is listed is listed again after as long, whatever webhooks say.</summary>
    private static readonly TimeSpan ListedFor = TimeSpan.FromMinutes(1);

    /// <summary>A server that has answered as shortly before is not asked whether it is there.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly RemoteLiveKitOptions _options;
    private readonly TimeProvider _time;
    private readonly TwirpClient _twirp;
    private readonly RemoteRoster _roster;
    private readonly Dictionary<string, string> _keys;
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, Turns).Select(_ => new SemaphoreSlim(1, 1))];
    private readonly SemaphoreSlim _doubt = new(0, 1);

    /// <summary>Nothing is asked of the server yet.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="handler">Carries the calls; disposed with this.</param>
    /// <param name="time">The clock.</param>
    public RemoteLiveKit(RemoteLiveKitOptions options, HttpMessageHandler handler, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _twirp = new(options, handler, time);
        _roster = new(time);
        _keys = new(StringComparer.Ordinal) { [options.ApiKey] = options.ApiSecret };
    }

    /// <summary>Why the last call failed; null when the server has answered it.</summary>
    public string? Failure => _twirp.Failure;

    /// <summary>The names of our open rooms, as far as is known.</summary>
    public IReadOnlyList<string> Rooms() => _roster.Rooms();

    /// <summary>How many participants are in a room, as far as is known.</summary>
    public int CountParticipants(string room) => _roster.Count(room);

    /// <summary>Calls <paramref name="listener"/> for every event from now on, one after the other: it must neither block, throw nor call back.</summary>
    public IDisposable Subscribe(Action<LiveEvent> listener) => _roster.Subscribe(listener);

    /// <summary>What was going on when this process last looked: what of it is over, the next listing tells as events.</summary>
    public void Expect(string room, IEnumerable<string> identities) => _roster.Expect(room, identities);

    /// <summary>Asks whether the server is there and takes the key.</summary>
    /// <exception cref="LiveKitUnavailableException">It does not.</exception>
    public Task CheckAsync(CancellationToken cancellationToken) =>
        _twirp.CallAsync("ListRooms", new ListRoomsRequest { Names = { "-" } }, new() { RoomList = true }, ListRoomsResponse.Parser, cancellationToken);

    /// <summary>Opens a room that is not open; one that is stays as it is.</summary>
    /// <exception cref="LiveKitUnavailableException">The server does not answer: nobody could enter.</exception>
    public async Task OpenAsync(
        string room, string metadata, int? maxParticipants, TimeSpan? emptyTimeout, TimeSpan? departureTimeout, CancellationToken cancellationToken)
    {
        if (_roster.IsOpen(room) && _twirp.Failure is null && _time.GetUtcNow() - _twirp.AnsweredAt < Fresh)
        {
            return;
        }

        var request = new CreateRoomRequest
        {
            Name = room,
            Metadata = metadata,
            MaxParticipants = (uint)(maxParticipants ?? 0),
            EmptyTimeout = (uint)(emptyTimeout?.TotalSeconds ?? 0),
            DepartureTimeout = (uint)(departureTimeout?.TotalSeconds ?? 0),
        };
        if (await _twirp.CallAsync("CreateRoom", request, new() { RoomCreate = true }, Protocol.Room.Parser, cancellationToken) is { } opened)
        {
            _roster.Opened(opened);
        }
    }

    /// <summary>Everybody in a room, in the order in which they came.</summary>
    public async Task<IReadOnlyList<LiveParticipant>> ParticipantsAsync(string room) =>
        [.. (await ListAsync(room)).Select(LiveViews.Of).OrderBy(p => p.JoinedAt)];

    /// <summary>Changes everybody for whom <paramref name="change"/> gives a change.</summary>
    /// <returns>The identities of those for whom something is different now.</returns>
    public Task<IReadOnlyList<string>> UpdateAsync(string room, Func<LiveParticipant, ParticipantChange?> change) => InTurnAsync(room, async () =>
    {
        var wanted = (await ListAsync(room)).Select(info => Request(room, info, change)).OfType<UpdateParticipantRequest>().ToList();
        return await ForEachAsync(room, wanted, request => request.Identity, request => CallAsync(room, "UpdateParticipant", request, ParticipantInfo.Parser));
    });

    /// <summary>Mutes the tracks for which <paramref name="which"/> is true.</summary>
    /// <returns>The identities of those of whom something was not muted before.</returns>
    public Task<IReadOnlyList<string>> MuteAsync(string room, Func<LiveParticipant, LiveTrack, bool> which) => InTurnAsync(room, async () =>
    {
        var meant = from info in await ListAsync(room)
                    let view = LiveViews.Of(info)
                    from track in view.Tracks
                    where !track.Muted && which(view, track)
                    select new MuteRoomTrackRequest { Room = room, Identity = info.Identity, TrackSid = track.Sid, Muted = true };
        return await ForEachAsync(
            room, meant.ToList(), request => request.Identity, request => CallAsync(room, "MutePublishedTrack", request, MuteRoomTrackResponse.Parser));
    });

    /// <summary>
    /// Ends the tracks for which <paramref name="which"/> is true. LiveKit has no call for that: the right to publish their sources is
    /// taken, which ends them, and given back.
    /// </summary>
    /// <returns>The identities of those who had such tracks.</returns>
    public Task<IReadOnlyList<string>> StopAsync(string room, Func<LiveParticipant, LiveTrack, bool> which) => InTurnAsync(room, async () =>
    {
        var meant = new List<(ParticipantInfo Info, LiveRights Without)>();
        foreach (var info in await ListAsync(room))
        {
            var view = LiveViews.Of(info);
            var sources = view.Tracks.Where(t => which(view, t)).Select(t => t.Source).ToHashSet();
            if (sources.Count > 0)
            {
                meant.Add((info, view.Rights with { PublishSources = [.. view.Rights.PublishSources.Where(s => !sources.Contains(s))] }));
            }
        }

        return await ForEachAsync(room, meant, m => m.Info.Identity, async m =>
        {
            var permission = m.Info.Permission ?? new();
            var taken = await PermitAsync(room, m.Info.Identity, LiveViews.Apply(m.Without, permission));
            return taken is null ? null : await PermitAsync(room, m.Info.Identity, permission);
        });
    });

    /// <summary>Takes participants out, and has the server refuse the tokens they have, as far as it can.</summary>
    /// <param name="room">The room's name.</param>
    /// <param name="who">Chooses them.</param>
    /// <param name="farewell">Attributes that each gets right before; the others see them for that moment.</param>
    /// <returns>The identities of those who were removed.</returns>
    public Task<IReadOnlyList<string>> RemoveAsync(
        string room, Func<LiveParticipant, bool> who, IReadOnlyDictionary<string, string>? farewell = null) => InTurnAsync(room, async () =>
    {
        var meant = (await ListAsync(room)).Where(info => who(LiveViews.Of(info))).ToList();
        return await ForEachAsync(room, meant, info => info.Identity, async info =>
        {
            if (farewell is { Count: > 0 })
            {
                var words = new UpdateParticipantRequest { Room = room, Identity = info.Identity, Attributes = { farewell.ToDictionary(StringComparer.Ordinal) } };
                await CallAsync(room, "UpdateParticipant", words, ParticipantInfo.Parser);
            }

            // Without a time the server refuses what was signed until a minute from now, by its own clock.
            var request = new RoomParticipantIdentity { Room = room, Identity = info.Identity };
            var removed = await CallAsync(room, "RemoveParticipant", request, RemoveParticipantResponse.Parser);
            _roster.Removed(room, info);
            return removed;
        });
    });

    /// <summary>Sends a reliable message without a sender.</summary>
    public Task SendAsync(string room, string topic, ReadOnlyMemory<byte> payload, IReadOnlyCollection<string> identities)
    {
        var request = new SendDataRequest
        {
            Room = room,
            Data = ByteString.CopyFrom(payload.Span),
            Kind = DataPacket.Types.Kind.Reliable,
            Topic = topic,
            Nonce = ByteString.CopyFrom(Guid.NewGuid().ToByteArray()),
        };
        request.DestinationIdentities.AddRange(identities);
        return CallAsync(room, "SendData", request, SendDataResponse.Parser);
    }

    /// <summary>Sets the room's metadata.</summary>
    public Task SetMetadataAsync(string room, string metadata) =>
        CallAsync(room, "UpdateRoomMetadata", new UpdateRoomMetadataRequest { Room = room, Metadata = metadata }, Protocol.Room.Parser);

    /// <summary>Ends a room for everybody in it.</summary>
    public async Task CloseAsync(string room)
    {
        // Whoever is put out may open it again before the answer is here.
        var meant = _roster.Sid(room);
        await _twirp.CallAsync("DeleteRoom", new DeleteRoomRequest { Room = room }, new() { RoomCreate = true }, DeleteRoomResponse.Parser, CancellationToken.None);
        _roster.Closed(room, meant);
    }

    /// <summary>Follows a webhook of the server.</summary>
    /// <param name="body">As it came.</param>
    /// <param name="authorization">The header.</param>
    /// <returns>False where the server has not signed it.</returns>
    public async Task<bool> ReceiveAsync(ReadOnlyMemory<byte> body, string authorization)
    {
        if (!await WebhookSignature.IsValidAsync(body, authorization, _keys, _time))
        {
            return false;
        }

        if (!RemoteWebhook.TryRead(body.Span, out var happened))
        {
            // A newer server, perhaps. Looking says what it did.
            Doubt();
        }

        if (happened.Room is { Sid.Length: > 0 } room && _options.IsOurs(room.Name))
        {
            _roster.Follow(happened);
        }

        if (happened.NumDropped > 0)
        {
            Doubt();
        }

        return true;
    }

    /// <summary>Completes when <paramref name="atMost"/> is over, or before, when webhooks are known to be lost.</summary>
    public Task DoubtAsync(TimeSpan atMost, CancellationToken cancellationToken) => _doubt.WaitAsync(atMost, cancellationToken);

    /// <summary>Looks at what there is: what webhooks did not tell becomes events now.</summary>
    /// <exception cref="LiveKitUnavailableException">The server does not answer; nothing is taken for over because of that.</exception>
    public async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        var asked = _time.GetUtcNow();
        var answer = await _twirp.CallAsync("ListRooms", new ListRoomsRequest(), new() { RoomList = true }, ListRoomsResponse.Parser, cancellationToken)
            ?? throw new LiveKitUnavailableException("ListRooms: not found");
        var ours = answer.Rooms.Where(r => _options.IsOurs(r.Name)).ToList();
        _roster.Listed(ours, asked);
        await Parallel.ForEachAsync(
            ours.Where(r => _roster.IsInDoubt(r, asked, ListedFor)).ToList(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (room, _) => await ListAsync(room.Name));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _twirp.Dispose();
        _doubt.Dispose();
        foreach (var turn in _turns)
        {
            turn.Dispose();
        }
    }

    private void Doubt()
    {
        try
        {
            _doubt.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody is about to look.
        }
    }

    /// <summary>Null where everything is as wanted already.</summary>
    private static UpdateParticipantRequest? Request(string room, ParticipantInfo info, Func<LiveParticipant, ParticipantChange?> change)
    {
        var now = LiveViews.Of(info);
        if (change(now) is not { } wanted)
        {
            return null;
        }

        var rights = wanted.Rights is { } r && !LiveViews.AreSame(r, now.Rights) ? r : null;
        var name = wanted.Name is { Length: > 0 } n && n != now.Name ? n : "";
        var attributes = wanted.Attributes.Where(a => now.Attributes.GetValueOrDefault(a.Key, "") != a.Value).ToDictionary(StringComparer.Ordinal);
        return rights is null && name.Length == 0 && attributes.Count == 0 ? null : new()
        {
            Room = room,
            Identity = info.Identity,
            Name = name,
            Attributes = { attributes },
            Permission = rights is null ? null : LiveViews.Apply(rights, info.Permission ?? new()),
        };
    }

    private Task<ParticipantInfo?> PermitAsync(string room, string identity, ParticipantPermission permission) => CallAsync(
        room, "UpdateParticipant", new UpdateParticipantRequest { Room = room, Identity = identity, Permission = permission }, ParticipantInfo.Parser);

    private async Task<IReadOnlyList<ParticipantInfo>> ListAsync(string room)
    {
        var asked = _time.GetUtcNow();
        var answer = await CallAsync(room, "ListParticipants", new ListParticipantsRequest { Room = room }, ListParticipantsResponse.Parser);
        var there = answer?.Participants.Where(p => p.State != ParticipantInfo.Types.State.Disconnected).ToList() ?? [];
        _roster.Listed(room, there, asked);
        return there;
    }

    private Task<T?> CallAsync<T>(string room, string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T> =>
        _twirp.CallAsync(method, request, new VideoGrant { RoomAdmin = true, Room = room }, parser, CancellationToken.None);

    private async Task<IReadOnlyList<string>> InTurnAsync(string room, Func<Task<IReadOnlyList<string>>> work)
    {
        var turn = _turns[(uint)room.GetHashCode(StringComparison.Ordinal) % Turns];
        await turn.WaitAsync();
        try
        {
            return await work();
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Calls for each; one who is gone by now is left out. When a call fails, the others are made all the same, and then it is said.</summary>
    private async Task<IReadOnlyList<string>> ForEachAsync<TItem, TAnswer>(
        string room, IReadOnlyCollection<TItem> items, Func<TItem, string> identity, Func<TItem, Task<TAnswer?>> call)
        where TAnswer : class
    {
        var done = new bool[items.Count];
        LiveKitUnavailableException? failure = null;
        await Parallel.ForEachAsync(items.Index(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (item, _) =>
        {
            try
            {
                done[item.Index] = await call(item.Item) is not null;
            }
            catch (LiveKitUnavailableException failed)
            {
                // A server of several nodes says "unavailable", and not "not found", of somebody who has just left.
                if (await IsThereAsync(room, identity(item.Item)))
                {
                    failure = failed;
                }
            }
        });
        return failure is null
            ? [.. items.Where((_, index) => done[index]).Select(identity).Distinct(StringComparer.Ordinal)]
            : throw new LiveKitUnavailableException(failure.Message, failure);
    }

    private async Task<bool> IsThereAsync(string room, string identity)
    {
        try
        {
            return await CallAsync(room, "GetParticipant", new RoomParticipantIdentity { Room = room, Identity = identity }, ParticipantInfo.Parser) is not null;
        }
        catch (LiveKitUnavailableException)
        {
            return true;
        }
    }
}
