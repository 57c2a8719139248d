using Visio.Rtc;
using Visio.Rtc.Rtp;
using Visio.Rtc.Time;
using Visio.Sfu.Forwarding;
using Visio.Sfu.Routing;
using Visio.Sfu.Speakers;

namespace Visio.Sfu.Relaying;

/// <summary>
/// A peer of another loop as it publishes here. What would be asked of it goes to its loop: which layers are used, and key frames. What is
/// missing is asked for there.
/// </summary>
internal sealed class RelayedPublisher(RelayedSource source, int loop, MediaCore core)
    : Publisher(source.Peer, new(static _ => { }) { Whole = source.Room, Loop = -1 }, core)
{
    private readonly List<Publication> _publications = [];
    private readonly Dictionary<PublicationId, uint> _told = [];

    /// <summary>Its loop.</summary>
    public int Loop => loop;

    public bool IsEmpty => _publications.Count == 0;

    /// <summary>The replicas of its tracks.</summary>
    public IReadOnlyList<Publication> Publications => _publications;

    /// <summary>Nothing is asked for again here, so nobody has to know how long that would take.</summary>
    public override TimeSpan RoundTripTime => TimeSpan.Zero;

    /// <summary>Adds a replica of a track.</summary>
    public Publication Add(RelayedSource track, Instant now)
    {
        var meter = track.Options.Kind == MediaKind.Audio ? new SpeechMeter() : null;
        var replica = new Publication(track.Id, this, track.Options with { Nack = false }, meter);
        _publications.Add(replica);
        SetClock(track.Clock);
        for (var i = 0; i < track.Layers.Count; i++)
        {
            var layer = replica.Layers[i];
            if (track.Layers[i].Report is { } report)
            {
                layer.OnSenderReport(report, now);
            }

            if (track.Layers[i].IsSent)
            {
                layer.OnFrame();
            }
        }

        replica.SetMuted(track.IsMuted, now);
        Tell(Room, replica, now);
        return replica;
    }

    /// <summary>Somebody of its room is here: who speaks is of interest.</summary>
    public void Enter(Room room, Instant now)
    {
        if (room == Room || room.Whole != Room.Whole)
        {
            return;
        }

        Room = room;
        room.Relayed.Add(this);
        _publications.ForEach(p => Tell(room, p, now));
    }

    /// <summary>The last of its tracks is gone.</summary>
    public void Leave() => Room.Relayed.Remove(this);

    public override void Withdraw(Publication publication)
    {
        _publications.Remove(publication);
        _told.Remove(publication.Id);
        Room.Speakers.Remove(publication.Id);
    }

    public override bool Publishes(PublicationId publication) => _publications.Exists(p => p.Id == publication);

    /// <summary>Takes a packet that came to its loop.</summary>
    public void Receive(Publication publication, in RelayRecord record, Span<byte> packet, Instant now)
    {
        if (!RtpPacket.TryParse(packet, out var rtp))
        {
            return;
        }

        var layer = publication.Layers[record.Layer];
        if (rtp.Ssrc != layer.Ssrc)
        {
            layer.Leave(rtp.Ssrc);
            if (layer.HasStarted)
            {
                publication.Restart(layer, now);
            }
        }

        publication.Receive(layer, packet, rtp, record.IsRepair, now);
    }

    /// <summary>Takes a sender report that came to its loop.</summary>
    public void Observe(SourceLayer layer, in RelayedReport report, Instant now)
    {
        ObserveClock(report.Report.Ntp, report.Arrival, now);
        layer.OnSenderReport(report.Report, now);
    }

    public override void OnUseChanged(Publication publication)
    {
        var used = 0u;
        foreach (var layer in publication.Layers)
        {
            used |= layer.IsUsed ? 1u << layer.Index : 0;
        }

        if (_told.GetValueOrDefault(publication.Id) != used)
        {
            _told[publication.Id] = used;
            var (id, here) = (publication.Id, Core.Relays!.Index);
            Core.Relays.Post(loop, (core, _) => core.FindPublication(id)?.SetUseElsewhere(here, used));
        }
    }

    /// <summary>Asks for the key frames that are wanted, once for all subscribers of this loop.</summary>
    public override Instant HandleTimeout(Instant now)
    {
        var next = Instant.Never;
        foreach (var publication in _publications)
        {
            foreach (var layer in publication.Layers)
            {
                if (layer.TryTakeKeyFrame(now))
                {
                    var (id, index) = (publication.Id, layer.Index);
                    Core.Relays!.Post(loop, (core, at) => core.FindPublication(id)?.RequestKeyFrame(index, at));
                }
            }

            next = Instant.Min(next, publication.NextTimeout);
        }

        return next;
    }

    private void Tell(Room room, Publication publication, Instant now)
    {
        if (publication.Speech is { } meter && room.Loop >= 0)
        {
            if (room.Speakers.IsEmpty)
            {
                Core.Deadlines.Set(room, now + SpeakerTable.Interval);
            }

            room.Speakers.Add(publication.Id, meter, isElsewhere: true);
        }
    }
}
