using Visio.LiveKit.Negotiation;
using Visio.LiveKit.Protocol;
using Visio.Rtc;
using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>Who receives which track: wanted by the subscriber, allowed by the publisher, bound when SDP has a section for it.</summary>
internal sealed class Subscriptions(RoomState room, Dynacast dynacast)
{
    /// <summary>In rooms with fewer, one codec for all is less work than two.</summary>
    private const int FewParticipants = 5;

    public void TrackPublished(PublishedTrack track)
    {
        dynacast.Evaluate(track);
        foreach (var subscriber in room.Others(track.Owner))
        {
            Settle(subscriber, track);
        }
    }

    public void TrackEnds(PublishedTrack track)
    {
        foreach (var subscriber in room.Others(track.Owner))
        {
            End(subscriber, track);
        }
    }

    /// <summary>Decides anew about every track for one subscriber.</summary>
    public void SettleAll(Participant subscriber)
    {
        foreach (var track in room.Tracks.Values)
        {
            Settle(subscriber, track);
        }
    }

    public void Want(Participant subscriber, UpdateSubscription request)
    {
        foreach (var sid in request.TrackSids.Concat(request.ParticipantTracks.SelectMany(p => p.TrackSids)))
        {
            Want(subscriber, sid, request.Subscribe);
        }
    }

    public void Want(Participant subscriber, string trackSid, bool wanted)
    {
        subscriber.Wishes.Want(trackSid, wanted);
        if (room.Tracks.TryGetValue(trackSid, out var track))
        {
            Settle(subscriber, track);
        }
    }

    /// <summary>A subscriber says what it wants of tracks: nothing for now, or which size and rate.</summary>
    public void Set(Participant subscriber, UpdateTrackSettings settings)
    {
        var wish = VideoWish.From(settings);
        foreach (var sid in settings.TrackSids)
        {
            subscriber.Wishes.Ask(sid, wish);
            if (subscriber.Subscriptions.TryGetValue(sid, out var s) && s.Id is { } id)
            {
                room.Media.SetLimit(id, Limit(s, wish));
                room.Media.SetPriority(id, wish.Importance);
            }
        }

        Disable(subscriber, settings.TrackSids, settings.Disabled);
    }

    public void Disable(Participant subscriber, IEnumerable<string> trackSids, bool disabled)
    {
        foreach (var sid in trackSids)
        {
            subscriber.Wishes.Disable(sid, disabled);
            if (subscriber.Subscriptions.TryGetValue(sid, out var s) && s.Id is { } id)
            {
                room.Media.SetPaused(id, disabled);
                dynacast.Evaluate(s.Track);
            }
        }
    }

    /// <summary>Tells a subscriber which tracks its link does not carry for now, and which go on.</summary>
    public static void StreamsChanged(Participant subscriber, IReadOnlyList<Sfu.StreamState> streams)
    {
        List<Subscription> changed = [];
        foreach (var (id, isPaused) in streams)
        {
            // The last news of a track that has ended meanwhile is of no interest.
            if (subscriber.Subscriptions.Values.FirstOrDefault(s => s.Id == id) is { } subscription)
            {
                subscription.IsPaused = isPaused;
                changed.Add(subscription);
            }
        }

        TellStreams(subscriber, changed);
    }

    /// <summary>Says it again to a client with a new socket: of what went over the last one nobody knows how much it has read.</summary>
    public static void RepeatStreams(Participant subscriber) => TellStreams(subscriber, subscriber.Subscriptions.Values.Where(s => s.IsPaused is not null));

    private static void TellStreams(Participant subscriber, IEnumerable<Subscription> subscriptions)
    {
        var update = new StreamStateUpdate();
        update.StreamStates.AddRange(subscriptions.Select(s => new StreamStateInfo
        {
            ParticipantSid = s.Track.Owner.Sid,
            TrackSid = s.Track.Info.Sid,
            State = s.IsPaused == true ? Protocol.StreamState.Paused : Protocol.StreamState.Active,
        }));
        if (update.StreamStates.Count > 0)
        {
            subscriber.Send(new() { StreamStateUpdate = update });
        }
    }

    /// <summary>A publisher says who may receive its tracks; null means everybody.</summary>
    public void SetAudience(Participant publisher, Audience? audience)
    {
        publisher.Audience = audience;
        foreach (var track in publisher.Tracks)
        {
            foreach (var subscriber in room.Others(publisher))
            {
                var had = subscriber.Subscriptions.ContainsKey(track.Info.Sid);
                Settle(subscriber, track);
                if (had && !IsAllowed(subscriber, track))
                {
                    TellPermission(subscriber, track, allowed: false);
                }
            }
        }
    }

    /// <summary>Ends the subscriptions of somebody who leaves.</summary>
    public void EndAll(Participant subscriber)
    {
        foreach (var s in subscriber.Subscriptions.Values.ToArray())
        {
            End(subscriber, s.Track);
        }
    }

    /// <summary>A media section was negotiated: starts to send.</summary>
    public void Bind(Participant subscriber, SendBinding binding)
    {
        if (!subscriber.Subscriptions.TryGetValue(binding.TrackSid, out var subscription))
        {
            return;
        }

        var track = subscription.Track;
        var wish = subscriber.Wishes.Video(binding.TrackSid);
        var limit = Limit(subscription, wish);
        var id = room.Media.Subscribe(subscriber.SubscriberPeer, subscription.Encoding.Publication, binding.Options, limit, isElsewhere: track.Owner.Forwarding is not null);
        subscription.Id = id;
        room.Media.SetPriority(id, wish.Importance);
        if (subscriber.Wishes.IsDisabled(binding.TrackSid))
        {
            room.Media.SetPaused(id, paused: true);
        }

        // It begins anew, with nothing kept back.
        if (subscription.IsPaused == true)
        {
            subscription.IsPaused = false;
            TellStreams(subscriber, [subscription]);
        }

        // Hidden subscribers are not betrayed by it.
        if (!subscriber.IsHidden)
        {
            TellPublisher(track);
        }

        dynacast.Evaluate(track);
    }

    /// <summary>The section of a subscription is gone or changes: stops to send.</summary>
    public void Unbind(Participant subscriber, string trackSid)
    {
        if (subscriber.Subscriptions.TryGetValue(trackSid, out var subscription) && subscription.Id is { } id)
        {
            room.Media.Unsubscribe(id);
            subscription.Id = null;
        }
    }

    /// <summary>None of a subscriber's sections takes what a track is sent in: it gets the backup, or is told.</summary>
    public void CannotReceive(Participant subscriber, string trackSid)
    {
        if (!subscriber.Subscriptions.TryGetValue(trackSid, out var subscription) || subscription.IsRefused)
        {
            return;
        }

        var track = subscription.Track;
        if (subscription.NeedsBackup || track.BackupCodec is null)
        {
            subscription.IsRefused = subscription.Encoding == track.EncodingFor(subscription.NeedsBackup);
            if (subscription.IsRefused && (track.BackupCodec is null || track.Backup is not null))
            {
                subscriber.Send(new() { SubscriptionResponse = new() { TrackSid = trackSid, Err = SubscriptionError.SeCodecUnsupported } });
            }

            return;
        }

        subscription.NeedsBackup = true;
        track.IsRegressed |= track.Info.BackupCodecPolicy switch
        {
            BackupCodecPolicy.Regression => true,
            BackupCodecPolicy.PreferRegression => room.Participants.Count < FewParticipants,
            _ => false,
        };
        Reroute(track);
        dynacast.Evaluate(track);
    }

    /// <summary>The backup of a track has come or gone, or somebody has come to need it: sends everybody what they are to have.</summary>
    public void Reroute(PublishedTrack track)
    {
        foreach (var subscriber in room.Others(track.Owner))
        {
            if (subscriber.Subscriptions.TryGetValue(track.Info.Sid, out var subscription)
                && track.EncodingFor(subscription.NeedsBackup) is var encoding && encoding != subscription.Encoding)
            {
                subscription.Encoding = encoding;
                subscription.IsRefused = false;
                subscriber.Sends.AddSend(Describe(subscriber, subscription));
                room.Unsettled.Add(subscriber);
            }
        }
    }

    /// <summary>Everybody who is sent a track.</summary>
    public IEnumerable<Participant> Receivers(PublishedTrack track) =>
        room.Participants.Values.Where(p => p.Subscriptions.TryGetValue(track.Info.Sid, out var s) && s.Id is not null);

    /// <summary>Tells a publisher that a track is received; once.</summary>
    public static void TellPublisher(PublishedTrack track)
    {
        if (!track.WasSubscribed)
        {
            track.WasSubscribed = true;
            track.Owner.Send(new() { TrackSubscribed = new() { TrackSid = track.Info.Sid } });
        }
    }

    private void Settle(Participant subscriber, PublishedTrack track)
    {
        var sid = track.Info.Sid;
        if (track.Owner == subscriber || subscriber.Forwarding is not null)
        {
            return;
        }

        if (!subscriber.Permission.CanSubscribe || !IsAllowed(subscriber, track) || !subscriber.Wishes.Wants(sid))
        {
            End(subscriber, track);
        }
        else if (subscriber.Subscriptions.TryAdd(sid, new(track)))
        {
            TellPermission(subscriber, track, allowed: true);
            room.Unsettled.Add(subscriber);
            subscriber.Sends.AddSend(Describe(subscriber, subscriber.Subscriptions[sid]));
        }
    }

    private void End(Participant subscriber, PublishedTrack track)
    {
        Unbind(subscriber, track.Info.Sid);
        if (subscriber.Subscriptions.Remove(track.Info.Sid))
        {
            subscriber.Sends.RemoveSend(track.Info.Sid);
            room.Unsettled.Add(subscriber);
        }
    }

    private static SendTrack Describe(Participant subscriber, Subscription subscription)
    {
        var (track, options) = (subscription.Track, subscription.Encoding.Options);
        return new(
            track.Info.Sid,
            track.Owner.Sid,
            options.Kind,
            subscription.Encoding.Format,
            Stereo: options.Kind == MediaKind.Audio && track.Info.Stereo,
            Red: options.Kind == MediaKind.Audio && IsOpen(track.Info) && subscriber.Protocol.TakesRed);
    }

    // Redundancy is around the encryption of a frame as its decoder expects it only when the publisher has put it there.
    private static bool IsOpen(TrackInfo info) => info.Encryption == Encryption.Types.Type.None;

    private static LayerLimit Limit(Subscription subscription, VideoWish wish)
    {
        var track = subscription.Track;
        return LayerChoice.Limit(track.Info, subscription.Encoding.Layers, wish, codec: subscription.Encoding == track.Backup ? 1 : 0);
    }

    private static bool IsAllowed(Participant subscriber, PublishedTrack track) =>
        subscriber.Permission.Recorder || track.Owner.Audience?.Includes(subscriber, track.Info.Sid) is not false;

    private static void TellPermission(Participant subscriber, PublishedTrack track, bool allowed) => subscriber.Send(new()
    {
        SubscriptionPermissionUpdate = new() { ParticipantSid = track.Owner.Sid, TrackSid = track.Info.Sid, Allowed = allowed },
    });
}
