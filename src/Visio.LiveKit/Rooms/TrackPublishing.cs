using Visio.LiveKit.Negotiation;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>
/// Tracks from announcement to end. A track is published when its <c>add_track</c> and its media section have found each other;
/// either may come first.
/// </summary>
internal sealed class TrackPublishing(RoomState room, Announcements announcements, Subscriptions subscriptions, SpeakerUpdates speakers)
{
    private const int MostPending = 20;
    private const int MostQueued = 3;

    // In bytes; announcements are kept until their track comes, and an ordinary one has some hundred bytes.
    private const int LargestAnnouncement = 16 * 1024;

    public void Add(Participant participant, AddTrackRequest request)
    {
        if (request.Type is not (TrackType.Audio or TrackType.Video) || request.Sid.Length > 0)
        {
            Refuse(participant, request, RequestResponse.Types.Reason.UnsupportedType, "track type or backup codec is not supported");
        }
        else if (!Permissions.MayPublish(participant.Permission, request.Source))
        {
            Refuse(participant, request, RequestResponse.Types.Reason.NotAllowed, "not allowed to publish from this source");
        }
        else if (participant.Pending.Count + participant.Tracks.Count >= MostPending + MostQueued
            || request.CalculateSize() > LargestAnnouncement)
        {
            Refuse(participant, request, RequestResponse.Types.Reason.LimitExceeded, "too many tracks, or too much about one");
        }
        else if (participant.Pending.Exists(p => p.Request.Cid == request.Cid))
        {
            Queue(participant, request);
        }
        else
        {
            Announce(participant, request);
        }
    }

    /// <summary>Follows the media sections of an offer that was answered.</summary>
    public void Match(Participant participant, IReadOnlyList<ReceiveSection> sections)
    {
        foreach (var section in sections)
        {
            var known = participant.Tracks.Find(t => t.Info.Mid == section.Mid);
            if (known is not null && section.Active && known.ClientTrackId == section.TrackId)
            {
                continue;
            }

            if (known is not null)
            {
                Unpublish(known);
            }

            participant.Unannounced.Remove(section.Mid);
            if (section.Refusal is { } refusal)
            {
                RefuseSection(participant, section, refusal);
            }
            else if (section.Active)
            {
                Match(participant, section);
            }
        }
    }

    public void Mute(Participant participant, MuteTrackRequest request)
    {
        if (participant.Tracks.Find(t => t.Info.Sid == request.Sid) is { } track)
        {
            SetMuted(track, request.Muted);
        }
        else if (participant.Pending.Find(p => p.Info.Sid == request.Sid) is { } pending)
        {
            pending.Info.Muted = request.Muted;
        }
        else
        {
            participant.Send(new()
            {
                RequestResponse = new() { Reason = RequestResponse.Types.Reason.NotFound, Message = "no such track", Mute = request },
            });
        }
    }

    public void SetMuted(PublishedTrack track, bool muted)
    {
        AssignMuted(track, muted);
        announcements.Changed(track.Owner);
    }

    /// <summary>The same without telling anybody.</summary>
    public void AssignMuted(PublishedTrack track, bool muted)
    {
        track.Info.Muted = muted;
        room.Media.SetMuted(track.Publication, muted);
        TrackInfos.Stamp(track.Info, room.Now);
    }

    public void SetFeatures(Participant participant, UpdateLocalAudioTrack request)
    {
        if (participant.Tracks.Find(t => t.Info.Sid == request.TrackSid) is { Info.Type: TrackType.Audio } track)
        {
            TrackInfos.SetFeatures(track.Info, request.Features);
            Changed(track);
        }
    }

    public void SetSize(Participant participant, UpdateLocalVideoTrack request)
    {
        if (participant.Tracks.Find(t => t.Info.Sid == request.TrackSid) is { Info.Type: TrackType.Video } track)
        {
            track.Info.Width = request.Width;
            track.Info.Height = request.Height;
            Changed(track);
        }
    }

    /// <summary>Ends a track and tells everybody.</summary>
    public void Unpublish(PublishedTrack track)
    {
        End(track);
        announcements.Changed(track.Owner);
    }

    /// <summary>Ends what a participant may no longer publish, and tells it so.</summary>
    public void UnpublishForbidden(Participant participant)
    {
        foreach (var track in participant.Tracks.Where(t => !Permissions.MayPublish(participant.Permission, t.Info.Source)).ToArray())
        {
            Stop(track);
        }

        // What was announced while it was allowed must not come up by an offer afterwards.
        participant.Pending.RemoveAll(p => !Permissions.MayPublish(participant.Permission, p.Request.Source));
        participant.Queued.RemoveAll(q => !Permissions.MayPublish(participant.Permission, q.Source));
    }

    /// <summary>Ends a track against its owner's will: its client is told, and stops what it captures.</summary>
    public void Stop(PublishedTrack track)
    {
        End(track);
        track.Owner.Send(new() { TrackUnpublished = new() { TrackSid = track.Info.Sid } });
    }

    /// <summary>Ends everything of a participant that leaves; it is announced with the leaving.</summary>
    public void EndAll(Participant participant)
    {
        foreach (var track in participant.Tracks.ToArray())
        {
            End(track);
        }
    }

    private void End(PublishedTrack track)
    {
        speakers.Ended(track);
        subscriptions.TrackEnds(track);
        room.Media.Unpublish(track.Publication);
        room.Publications.Remove(track.Publication);
        room.Tracks.Remove(track.Info.Sid);
        track.Owner.Tracks.Remove(track);
    }

    private void Announce(Participant participant, AddTrackRequest request)
    {
        var pending = new PendingTrack(request, TrackInfos.Create(request));
        participant.Pending.Add(pending);
        if (request.Type == TrackType.Audio)
        {
            participant.Negotiator.PreferPublishedSound(request.Cid, TrackInfos.Opus(pending.Info));
        }

        participant.Send(new() { TrackPublished = new() { Cid = request.Cid, Track = pending.Info.Clone() } });
        var section = participant.Unannounced.Values.FirstOrDefault(s => pending.IsNamed(s.TrackId))
            ?? participant.Unannounced.Values.FirstOrDefault(s => s.Kind == pending.Kind);
        if (section is not null)
        {
            participant.Unannounced.Remove(section.Mid);
            Publish(participant, pending, section);
        }
    }

    private static void Queue(Participant participant, AddTrackRequest request)
    {
        if (participant.Queued.Count >= MostQueued)
        {
            Refuse(participant, request, RequestResponse.Types.Reason.LimitExceeded, "too many requests for this track");
            return;
        }

        participant.Queued.Add(request);
        Refuse(participant, request, RequestResponse.Types.Reason.Queued, "");
    }

    // The client's id names the track; browsers may make up another one, then the oldest of the kind is meant.
    private void Match(Participant participant, ReceiveSection section)
    {
        var pending = participant.Pending.Find(p => p.IsNamed(section.TrackId)) ?? participant.Pending.Find(p => p.Kind == section.Kind);
        if (pending is null)
        {
            participant.Unannounced[section.Mid] = section;
        }
        else
        {
            Publish(participant, pending, section);
        }
    }

    private void Publish(Participant participant, PendingTrack pending, ReceiveSection section)
    {
        participant.Pending.Remove(pending);
        var options = section.Options!;
        var info = pending.Info;
        info.Mid = section.Mid;
        info.MimeType = SupportedCodecs.Mime(options.Codec);
        TrackInfos.NameLayers(info, options.Rids);
        info.Codecs[0].Mid = section.Mid;
        info.Codecs[0].MimeType = info.MimeType;
        if (!pending.IsNamed(section.TrackId))
        {
            info.Codecs[0].SdpCid = section.TrackId;
        }

        TrackInfos.Stamp(info, room.Now);
        var track = new PublishedTrack(participant, info, room.Media.Publish(participant.Peer, options), options, section.TrackId);
        if (info.Muted)
        {
            room.Media.SetMuted(track.Publication, muted: true);
        }

        participant.Tracks.Add(track);
        room.Publications[track.Publication] = track;
        room.Tracks[info.Sid] = track;
        room.Log.TrackPublished(participant.Sid, info.Sid, info.MimeType);
        if (!participant.IsPublisher)
        {
            participant.IsPublisher = true;
            announcements.CountsChanged();
        }

        // Clients have to know a track before they are offered it.
        announcements.Changed(participant);
        subscriptions.TrackPublished(track);
        TakeQueued(participant, pending.Request.Cid);
    }

    private void RefuseSection(Participant participant, ReceiveSection section, string refusal)
    {
        room.Log.TrackRefused(participant.Sid, refusal);
        if (participant.Pending.Find(p => p.IsNamed(section.TrackId)) is { } pending)
        {
            participant.Pending.Remove(pending);
            Refuse(participant, pending.Request, RequestResponse.Types.Reason.UnsupportedType, refusal);
            TakeQueued(participant, pending.Request.Cid);
        }
    }

    private void TakeQueued(Participant participant, string cid)
    {
        if (participant.Queued.Find(q => q.Cid == cid) is { } next)
        {
            participant.Queued.Remove(next);
            Announce(participant, next);
        }
    }

    private void Changed(PublishedTrack track)
    {
        TrackInfos.Stamp(track.Info, room.Now);
        announcements.Changed(track.Owner);
    }

    private static void Refuse(Participant participant, AddTrackRequest request, RequestResponse.Types.Reason reason, string message) =>
        participant.Send(new() { RequestResponse = new() { Reason = reason, Message = message, AddTrack = request } });
}
