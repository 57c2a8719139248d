using System.Buffers.Binary;
using System.Text;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Signalling;
using Visio.Rtc.Sctp;
using Reason = Visio.LiveKit.Protocol.RequestResponse.Types.Reason;

namespace Visio.LiveKit.Rooms;

/// <summary>
/// Data tracks: frames that may be lost, from one participant to those who ask for them. In each packet the handle by which the publisher
/// knows the track is replaced with the one by which the receiver does; the rest is not looked at.
/// </summary>
internal sealed class DataTracks(RoomState room, Announcements announcements)
{
    /// <summary>The channel of the packets.</summary>
    public const string Label = "_data_track";

    private const int MostPublished = 100;
    private const int MostSubscribed = 4096;

    // Version (3 bits), flags, reserved, handle (16 bits), sequence (16), frame (16), timestamp (32): big endian.
    private const int HeaderLength = 12;
    private const int HandleOffset = 2;
    private const int VersionShift = 5;

    private static readonly DataChannelReliability Lossy = new(Ordered: false, MaxRetransmits: 0);

    private readonly Dictionary<string, DataTrack> _tracks = new(StringComparer.Ordinal);

    public void Publish(Participant participant, PublishDataTrackRequest request)
    {
        if (Check(participant, request) is { } reason)
        {
            participant.Send(new() { RequestResponse = new() { Reason = reason, Message = "data track refused", PublishDataTrack = request } });
            return;
        }

        var info = new DataTrackInfo
        {
            PubHandle = request.PubHandle,
            Sid = Sid.DataTrack(),
            Name = request.Name,
            Encryption = request.Encryption,
            FrameEncoding = request.FrameEncoding,
            Schema = request.Schema,
        };
        var track = new DataTrack(participant, info);
        participant.DataTracks[(ushort)request.PubHandle] = track;
        _tracks[info.Sid] = track;
        participant.Send(new() { PublishDataTrackResponse = new() { Info = info.Clone() } });
        announcements.Changed(participant);
        foreach (var other in room.Others(participant).Where(p => p.WantsDataTracks))
        {
            Subscribe(other, track);
            TellHandles(other);
        }
    }

    public void Unpublish(Participant participant, UnpublishDataTrackRequest request)
    {
        if (request.PubHandle > ushort.MaxValue || !participant.DataTracks.TryGetValue((ushort)request.PubHandle, out var track))
        {
            participant.Send(new()
            {
                RequestResponse = new() { Reason = Reason.NotFound, Message = "no such data track", UnpublishDataTrack = request },
            });
            return;
        }

        End(track);
        announcements.Changed(participant);
    }

    /// <summary>Ends what a participant may no longer publish, and what it may no longer receive; others are told with the next change.</summary>
    public void EndForbidden(Participant participant)
    {
        if (!participant.Permission.CanPublishData)
        {
            foreach (var track in participant.DataTracks.Values.ToArray())
            {
                End(track);
            }
        }

        if (!participant.Permission.CanSubscribe)
        {
            EndSubscriptions(participant);
            TellHandles(participant);
        }
    }

    public void Subscribe(Participant participant, UpdateDataSubscription request)
    {
        foreach (var update in request.Updates)
        {
            if (!_tracks.TryGetValue(update.TrackSid, out var track) || track.Owner == participant)
            {
                continue;
            }

            if (update.Subscribe)
            {
                Subscribe(participant, track);
            }
            else
            {
                track.Subscribers.Remove(participant);
            }
        }

        TellHandles(participant);
    }

    /// <summary>Says which handle is which track, as every change of it is said: in full.</summary>
    public void TellHandles(Participant participant)
    {
        if (participant.LastDataTrackHandle == 0)
        {
            // It has never had any, and may be a client that knows of none.
            return;
        }

        var handles = new DataTrackSubscriberHandles();
        foreach (var track in _tracks.Values)
        {
            if (track.Subscribers.TryGetValue(participant, out var handle))
            {
                handles.SubHandles[handle] = new()
                {
                    PublisherIdentity = track.Owner.Identity, PublisherSid = track.Owner.Sid, TrackSid = track.Info.Sid,
                };
            }
        }

        participant.Send(new() { DataTrackSubscriberHandles = handles });
    }

    /// <summary>Carries a packet to those who receive its track.</summary>
    public void Received(Participant sender, ReadOnlyMemory<byte> packet)
    {
        var bytes = packet.Span;
        if (bytes.Length < HeaderLength || bytes[0] >> VersionShift != 0
            || !sender.DataTracks.TryGetValue(BinaryPrimitives.ReadUInt16BigEndian(bytes[HandleOffset..]), out var track))
        {
            room.Log.DataDropped(sender.Sid, "no data track of this participant");
            return;
        }

        foreach (var (subscriber, handle) in track.Subscribers)
        {
            if (subscriber.Channels.DataTrackTo is { } channel && MayReceive(subscriber, track))
            {
                var copy = packet.ToArray();
                BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(HandleOffset), handle);
                room.Media.SendData(subscriber.PrimaryPeer, channel, DataMessageKind.Binary, copy);
            }
        }
    }

    /// <summary>Somebody leaves: its tracks are here no more, and it receives nothing here.</summary>
    public void Left(Participant participant)
    {
        EndSubscriptions(participant);
        foreach (var track in participant.DataTracks.Values)
        {
            Withdraw(track);
        }
    }

    /// <summary>Somebody has come from another room, with its tracks.</summary>
    public void Arrived(Participant participant)
    {
        foreach (var track in participant.DataTracks.Values)
        {
            _tracks[track.Info.Sid] = track;
        }

        TellHandles(participant);
    }

    /// <summary>Somebody joins who wants every data track.</summary>
    public void Joined(Participant participant)
    {
        if (participant.WantsDataTracks && _tracks.Count > 0)
        {
            foreach (var track in _tracks.Values)
            {
                Subscribe(participant, track);
            }

            TellHandles(participant);
        }
    }

    private static Reason? Check(Participant participant, PublishDataTrackRequest request)
    {
        if (!participant.Permission.CanPublishData)
        {
            return Reason.NotAllowed;
        }

        if (request.PubHandle is 0 or > ushort.MaxValue)
        {
            return Reason.InvalidHandle;
        }

        if (request.Name.Length == 0 || Encoding.UTF8.GetByteCount(request.Name) > JoinLimits.Name)
        {
            return Reason.InvalidName;
        }

        if (participant.DataTracks.ContainsKey((ushort)request.PubHandle))
        {
            return Reason.DuplicateHandle;
        }

        if (participant.DataTracks.Values.Any(t => t.Info.Name == request.Name))
        {
            return Reason.DuplicateName;
        }

        return participant.DataTracks.Count >= MostPublished ? Reason.LimitExceeded : null;
    }

    private static bool MayReceive(Participant subscriber, DataTrack track) =>
        subscriber.Permission.CanSubscribe && !track.Owner.IsHidden
        && (subscriber.Permission.Recorder || track.Owner.Audience?.Includes(subscriber, track.Info.Sid) is not false);

    private void Subscribe(Participant participant, DataTrack track)
    {
        if (!MayReceive(participant, track) || track.Subscribers.ContainsKey(participant) || track.Owner == participant)
        {
            return;
        }

        var taken = _tracks.Values.Where(t => t.Subscribers.ContainsKey(participant)).Select(t => t.Subscribers[participant]).ToHashSet();
        if (taken.Count >= MostSubscribed)
        {
            return;
        }

        // A handle is not used again as long as there are others: packets of the track that had it may still be on their way.
        do
        {
            participant.LastDataTrackHandle = participant.LastDataTrackHandle == ushort.MaxValue ? (ushort)1 : (ushort)(participant.LastDataTrackHandle + 1);
        }
        while (taken.Contains(participant.LastDataTrackHandle));
        track.Subscribers[participant] = participant.LastDataTrackHandle;

        // With two connections it is up to us to open the channel to it; not before it is wanted, because older clients know no such channel.
        if (participant.PrimaryPeer != participant.Peer && participant.Channels is { DataTrackTo: null, IsDataTrackOpening: false } channels)
        {
            channels.IsDataTrackOpening = true;
            room.Media.OpenDataChannel(participant.PrimaryPeer, Label, Lossy);
        }
    }

    private void EndSubscriptions(Participant participant)
    {
        foreach (var track in _tracks.Values)
        {
            track.Subscribers.Remove(participant);
        }
    }

    private void End(DataTrack track)
    {
        track.Owner.DataTracks.Remove((ushort)track.Info.PubHandle);
        track.Owner.Send(new() { UnpublishDataTrackResponse = new() { Info = track.Info.Clone() } });
        Withdraw(track);
    }

    private void Withdraw(DataTrack track)
    {
        _tracks.Remove(track.Info.Sid);
        var subscribers = track.Subscribers.Keys.ToArray();
        track.Subscribers.Clear();
        foreach (var subscriber in subscribers)
        {
            TellHandles(subscriber);
        }
    }
}
