using Visio.LiveKit.Negotiation;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>
/// Tracks from announcement to end. A track is published when its <c>add_track</c> and its media section have found each other;
/// either may come first.
/// </summary>
internal sealed class TrackPublishing(RoomState room, Announcements announcements, Subscriptions subscriptions, SpeakerUpdates speakers, RoomReports reports)
{
    private const int MostPending = 20;
    private const int MostQueued = 3;

    // In bytes; announcements are kept until their track comes, and an ordinary one has some hundred bytes.
    private const int LargestAnnouncement = 16 * 1024;

    public void Add(Participant participant, AddTrackRequest request)
    {
        if (request.Type is not (TrackType.Audio or TrackType.Video))
        {
            Refuse(participant, request, RequestResponse.Types.Reason.UnsupportedType, "track type is not supported");
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
            if (known is not null && section.Active && known.Primary.ClientTrackId == section.TrackId)
            {
                Recode(known, section);
                continue;
            }

            if (known is not null)
            {
                Unpublish(known);
            }

            if (participant.Tracks.Find(t => t.Backup?.Mid == section.Mid) is { } extended)
            {
                if (section.Active && extended.Backup!.ClientTrackId == section.TrackId)
                {
                    continue;
                }

                EndBackup(extended);
                subscriptions.Reroute(extended);
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
        if (track.Backup is { } backup)
        {
            room.Media.SetMuted(backup.Publication, muted);
        }

        if (!muted)
        {
            Dynacast.Repeat(track);
        }

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
        track.Owner.Stopped.Add(track.Info.Sid);
        track.Owner.Send(track.Owner.Protocol.KnowsUnpublish
            ? new() { TrackUnpublished = new() { TrackSid = track.Info.Sid } }
            : new() { Mute = new() { Sid = track.Info.Sid, Muted = true } });
    }

    /// <summary>Ends everything of a participant that leaves; it is announced with the leaving.</summary>
    public void EndAll(Participant participant)
    {
        foreach (var track in participant.Tracks.ToArray())
        {
            End(track);
        }
    }

    /// <summary>Takes a track from this room, which goes on in another.</summary>
    public void Withdraw(PublishedTrack track)
    {
        speakers.Ended(track);
        subscriptions.TrackEnds(track);
        room.Publications.Remove(track.Publication);
        if (track.Backup is { } backup)
        {
            room.Publications.Remove(backup.Publication);
        }

        room.Tracks.Remove(track.Info.Sid);
        reports.Unpublished(track);
    }

    /// <summary>Takes in a track of another room.</summary>
    public void Take(PublishedTrack track)
    {
        room.Publications[track.Publication] = track;
        if (track.Backup is { } backup)
        {
            room.Publications[backup.Publication] = track;
        }

        room.Tracks[track.Info.Sid] = track;
    }

    private void End(PublishedTrack track)
    {
        Withdraw(track);
        EndBackup(track);
        track.Owner.Pending.RemoveAll(p => p.Of == track);
        room.Media.Unpublish(track.Publication);
        track.Owner.Tracks.Remove(track);
        Forget(track.Owner, track.Primary);
    }

    private void EndBackup(PublishedTrack track)
    {
        if (track.Backup is { } backup)
        {
            track.Backup = null;
            room.Media.Unpublish(backup.Publication);
            room.Publications.Remove(backup.Publication);
            Forget(track.Owner, backup);
        }
    }

    // Published again it has the same id, and may be announced already.
    private static void Forget(Participant participant, TrackEncoding encoding)
    {
        if (!participant.Pending.Exists(p => p.Request.Cid == encoding.ClientTrackId)
            && !participant.Tracks.Exists(t => t.Primary.ClientTrackId == encoding.ClientTrackId))
        {
            participant.Negotiator.ForgetPublished(encoding.ClientTrackId);
        }
    }

    private void Announce(Participant participant, AddTrackRequest request)
    {
        var track = request.Sid.Length > 0 ? participant.Tracks.Find(t => t.Info.Sid == request.Sid) : null;
        if (request.Sid.Length > 0 && !MayAdd(track, request))
        {
            Refuse(participant, request, RequestResponse.Types.Reason.UnsupportedType, "the track cannot have this codec besides");
            return;
        }

        var pending = track is null ? new PendingTrack(request, TrackInfos.Create(request)) : new(request, track.Info) { Of = track };
        participant.Pending.Add(pending);
        participant.Negotiator.PreferPublished(request.Cid, TrackInfos.Preference(request, pending.Info));

        participant.Send(new() { TrackPublished = new() { Cid = request.Cid, Track = pending.Info.Clone() } });
        var section = participant.Unannounced.Values.FirstOrDefault(s => pending.IsNamed(s.TrackId))
            ?? participant.Unannounced.Values.FirstOrDefault(s => s.Kind == pending.Kind);
        if (section is not null)
        {
            participant.Unannounced.Remove(section.Mid);
            Publish(participant, pending, section);
        }
    }

    // What is encrypted end to end has one codec: clients do not encrypt a second.
    private static bool MayAdd(PublishedTrack? track, AddTrackRequest request) =>
        track is { Backup: null, Info: { Type: TrackType.Video, Encryption: Encryption.Types.Type.None } }
        && request is { Type: TrackType.Video, SimulcastCodecs: [var wanted, ..] }
        && SupportedCodecs.Find(wanted.Codec) != track.Primary.Format.Codec
        && !track.Owner.Pending.Exists(p => p.Of == track);

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
        var info = pending.Info;
        if (pending.Of is { } extended)
        {
            PublishBackup(extended, pending, section);
            return;
        }

        var encoding = Receive(participant, section, info.Layers.Count, info.Source);
        var options = encoding.Options;
        info.Mid = section.Mid;
        info.MimeType = options.RedPayloadType != 0 ? SupportedCodecs.Red : SupportedCodecs.Mime(options.Codec);
        info.Codecs[0].Mid = section.Mid;
        info.Codecs[0].MimeType = info.MimeType;
        TrackInfos.NameLayers(info, section);
        if (!pending.IsNamed(section.TrackId))
        {
            info.Codecs[0].SdpCid = section.TrackId;
        }

        TrackInfos.Stamp(info, room.Now);
        var track = new PublishedTrack(participant, info, encoding);
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
        reports.Published(track);
        subscriptions.TrackPublished(track);
        TakeQueued(participant, pending.Request.Cid);
    }

    private void PublishBackup(PublishedTrack track, PendingTrack pending, ReceiveSection section)
    {
        TrackInfos.SetBackup(track.Info, pending.Request, section);
        TrackInfos.Stamp(track.Info, room.Now);
        var backup = Receive(track.Owner, section, track.Info.Codecs[1].Layers.Count, track.Info.Source);
        track.Backup = backup;
        room.Publications[backup.Publication] = track;
        room.Media.SetMuted(backup.Publication, track.Info.Muted);
        room.Log.TrackPublished(track.Owner.Sid, track.Info.Sid, track.Info.Codecs[1].MimeType);
        announcements.Changed(track.Owner);
        subscriptions.Reroute(track);
        TakeQueued(track.Owner, pending.Request.Cid);
    }

    /// <summary>The publisher goes on with a track in another codec: everybody gets that, or what else there is for those who cannot.</summary>
    private void Recode(PublishedTrack track, ReceiveSection section)
    {
        var before = track.Primary;
        if (before.Options.PayloadType == section.Options!.PayloadType)
        {
            return;
        }

        var info = track.Info;
        if (track.BackupCodec == section.Format.Codec)
        {
            EndBackup(track);
            info.Codecs.RemoveAt(1);
            track.IsRegressed = false;
        }

        // First the old one: the new one comes with the same identification, and maybe the same SSRC.
        room.Media.Unpublish(before.Publication);
        room.Publications.Remove(before.Publication);
        track.Primary = Receive(track.Owner, section, info.Layers.Count, info.Source);
        room.Publications[track.Publication] = track;
        room.Media.SetMuted(track.Publication, info.Muted);
        info.MimeType = info.Codecs[0].MimeType = SupportedCodecs.Mime(section.Format.Codec);
        TrackInfos.NameLayers(info, section);
        room.Log.TrackPublished(track.Owner.Sid, info.Sid, info.MimeType);
        Changed(track);
        subscriptions.Reroute(track);
        Dynacast.Repeat(track);
    }

    private TrackEncoding Receive(Participant participant, ReceiveSection section, int layers, TrackSource source)
    {
        var options = section.Options! with { IsScreen = source == TrackSource.ScreenShare };
        if (options.Rids.Count == 0 && SupportedCodecs.IsScalable(options.Codec))
        {
            options = options with { SpatialLayers = layers };
        }

        return new(room.Media.Publish(participant.Peer, options), section, options);
    }

    private void RefuseSection(Participant participant, ReceiveSection section, string refusal)
    {
        room.Log.TrackRefused(participant.Sid, refusal);
        if (participant.Pending.Find(p => p.IsNamed(section.TrackId)) is { } pending)
        {
            participant.Pending.Remove(pending);
            participant.Negotiator.ForgetPublished(pending.Request.Cid);
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
