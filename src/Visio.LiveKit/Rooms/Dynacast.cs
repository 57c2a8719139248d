using Visio.LiveKit.Protocol;
using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>
/// Tells publishers which layers of their tracks anybody wants (dynacast), so that they need not encode and send the others. Clients obey
/// it when their application asks them to.
/// </summary>
internal sealed class Dynacast(RoomState room)
{
    /// <summary>Something that counts for a track has changed.</summary>
    public void Evaluate(PublishedTrack track)
    {
        if (track.Info.Type == TrackType.Video)
        {
            var (primary, backup) = Wanted(track);
            if (track.Owner.Forwarding is { } forwarding)
            {
                forwarding.Want(track, (primary, backup));
                return;
            }

            var changed = track.Demand.ShouldTell(primary, room.Now);

            // A backup that was never wanted is not spoken of: the client would take that for a wish.
            if (backup != LayerDemand.Nobody || track.BackupDemand.TryRepeat(out _))
            {
                changed |= track.BackupDemand.ShouldTell(backup, room.Now);
            }

            if (changed)
            {
                Tell(track);
            }
        }
    }

    /// <summary>Says again what was said: the client may have lost it, or have switched its encoders on by itself.</summary>
    public static void Repeat(PublishedTrack track)
    {
        if (track.Demand.TryRepeat(out _) || track.BackupDemand.TryRepeat(out _))
        {
            Tell(track);
        }
    }

    /// <summary>Once a second.</summary>
    public void Tick()
    {
        foreach (var track in room.Tracks.Values)
        {
            Evaluate(track);
        }
    }

    private (int Primary, int Backup) Wanted(PublishedTrack track)
    {
        var primary = track.WantedElsewhere.Values.Select(w => w.Primary).Append(LayerDemand.Nobody).Max();
        var backup = track.WantedElsewhere.Values.Select(w => w.Backup).Append(LayerDemand.Nobody).Max();
        foreach (var p in room.Participants.Values)
        {
            if (!p.Subscriptions.TryGetValue(track.Info.Sid, out var s) || p.Wishes.IsDisabled(track.Info.Sid))
            {
                continue;
            }

            var wish = p.Wishes.Video(track.Info.Sid);
            if (track.BackupCodec is not null && (s.NeedsBackup || track.IsRegressed))
            {
                backup = Math.Max(backup, (int)LayerChoice.Quality(track.Info, track.Backup?.Layers ?? 0, wish, codec: 1));
            }

            // Until the backup is there the others go on with what they have.
            if (s.Id is not null && s.Encoding == track.Primary)
            {
                primary = Math.Max(primary, (int)LayerChoice.Quality(track.Info, track.Primary.Layers, wish));
            }
        }

        return (primary, backup);
    }

    private static void Tell(PublishedTrack track)
    {
        var best = track.Demand.TryRepeat(out var told) ? told : (int)VideoQuality.High;
        var update = new SubscribedQualityUpdate { TrackSid = track.Info.Sid };
        update.SubscribedQualities.AddRange(Qualities(best));
        update.SubscribedCodecs.Add(Codec(track.Primary.Format.Codec, best));
        if (track.BackupCodec is { } backup && track.BackupDemand.TryRepeat(out var bestBackup))
        {
            update.SubscribedCodecs.Add(Codec(backup, bestBackup));
        }

        track.Owner.Send(new() { SubscribedQualityUpdate = update });
    }

    private static SubscribedCodec Codec(MediaCodec codec, int best)
    {
        var told = new SubscribedCodec { Codec = SupportedCodecs.ShortName(codec) };
        told.Qualities.AddRange(Qualities(best));
        return told;
    }

    private static SubscribedQuality[] Qualities(int best) =>
    [
        new() { Quality = VideoQuality.Low, Enabled = best >= (int)VideoQuality.Low },
        new() { Quality = VideoQuality.Medium, Enabled = best >= (int)VideoQuality.Medium },
        new() { Quality = VideoQuality.High, Enabled = best >= (int)VideoQuality.High },
    ];
}
