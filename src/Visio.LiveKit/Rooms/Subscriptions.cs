using Visio.LiveKit.Negotiation;
using Visio.LiveKit.Protocol;
using Visio.Rtc;

namespace Visio.LiveKit.Rooms;

/// <summary>Who receives which track: wanted by the subscriber, allowed by the publisher, bound when SDP has a section for it.</summary>
internal sealed class Subscriptions(RoomState room)
{
    public void TrackPublished(PublishedTrack track)
    {
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

    public void Disable(Participant subscriber, IEnumerable<string> trackSids, bool disabled)
    {
        foreach (var sid in trackSids)
        {
            subscriber.Wishes.Disable(sid, disabled);
            if (subscriber.Subscriptions.TryGetValue(sid, out var s) && s.Id is { } id)
            {
                room.Media.SetPaused(id, disabled);
            }
        }
    }

    /// <summary>A publisher says who may receive its tracks.</summary>
    public void SetAudience(Participant publisher, SubscriptionPermission permission)
    {
        publisher.Audience = Audience.From(permission);
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
        var id = room.Media.Subscribe(subscriber.Peer, track.Publication, binding.Options);
        subscription.Id = id;
        if (subscriber.Wishes.IsDisabled(binding.TrackSid))
        {
            room.Media.SetPaused(id, paused: true);
        }

        TellPublisher(subscriber, track);
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

    /// <summary>Everybody who is sent a track.</summary>
    public IEnumerable<Participant> Receivers(PublishedTrack track) =>
        room.Participants.Values.Where(p => p.Subscriptions.TryGetValue(track.Info.Sid, out var s) && s.Id is not null);

    private void Settle(Participant subscriber, PublishedTrack track)
    {
        var sid = track.Info.Sid;
        if (track.Owner == subscriber)
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
            subscriber.Negotiator.AddSend(new SendTrack(
                sid, track.Owner.Sid, track.Options.Kind, track.Options.Codec, track.Options.Kind == MediaKind.Audio && track.Info.Stereo));
        }
    }

    private void End(Participant subscriber, PublishedTrack track)
    {
        Unbind(subscriber, track.Info.Sid);
        if (subscriber.Subscriptions.Remove(track.Info.Sid))
        {
            subscriber.Negotiator.RemoveSend(track.Info.Sid);
            room.Unsettled.Add(subscriber);
        }
    }

    private static bool IsAllowed(Participant subscriber, PublishedTrack track) =>
        subscriber.Permission.Recorder || track.Owner.Audience?.Includes(subscriber, track.Info.Sid) is not false;

    private static void TellPermission(Participant subscriber, PublishedTrack track, bool allowed) => subscriber.Send(new()
    {
        SubscriptionPermissionUpdate = new() { ParticipantSid = track.Owner.Sid, TrackSid = track.Info.Sid, Allowed = allowed },
    });

    // Once per track; hidden subscribers are not betrayed by it.
    private static void TellPublisher(Participant subscriber, PublishedTrack track)
    {
        if (track.WasSubscribed || subscriber.IsHidden)
        {
            return;
        }

        track.WasSubscribed = true;
        track.Owner.Send(new() { TrackSubscribed = new() { TrackSid = track.Info.Sid } });
        if (track.Info.Type == TrackType.Video)
        {
            track.Owner.Send(new() { SubscribedQualityUpdate = AllQualities(track) });
        }
    }

    private static SubscribedQualityUpdate AllQualities(PublishedTrack track)
    {
        SubscribedQuality[] all =
        [
            new() { Quality = VideoQuality.Low, Enabled = true },
            new() { Quality = VideoQuality.Medium, Enabled = true },
            new() { Quality = VideoQuality.High, Enabled = true },
        ];
        var codec = new SubscribedCodec { Codec = track.Info.MimeType["video/".Length..].ToLowerInvariant() };
        codec.Qualities.AddRange(all);
        var update = new SubscribedQualityUpdate { TrackSid = track.Info.Sid };
        update.SubscribedQualities.AddRange(all);
        update.SubscribedCodecs.Add(codec);
        return update;
    }
}
