using Visio.Rtc.Rtcp;
using Visio.Rtc.Time;
using Visio.Sfu.Forwarding;

namespace Visio.Sfu.Relaying;

/// <summary>The loops to which a publication is relayed: each gets every packet once, however many subscribers it has there.</summary>
internal sealed class PublicationRelays(Publication publication, LoopRelays relays)
{
    private readonly List<Target> _targets = [];

    /// <summary>The loops.</summary>
    public IEnumerable<int> Loops => _targets.Select(t => t.Loop);

    /// <summary>Whether somebody on another loop is sent a layer or waits for it.</summary>
    public bool Uses(SourceLayer layer)
    {
        foreach (var target in _targets)
        {
            if ((target.Used >> layer.Index & 1) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Gives a packet to the other loops. Also of layers that nobody uses: how large they are decides whether somebody can.</summary>
    public void Relay(SourceLayer layer, ReadOnlySpan<byte> packet, bool isRepair, Instant now)
    {
        var record = new RelayRecord { Kind = RelayKind.Packet, Layer = (byte)layer.Index, IsRepair = isRepair, Publication = publication.Id.Value };
        foreach (var target in _targets)
        {
            if (relays.TryWrite(target.Loop, record, packet, []))
            {
                relays.Core.Counters.PacketsRelayed++;
            }
            else if ((target.Used >> layer.Index & 1) != 0)
            {
                // What is lost here is not sent again.
                publication.RequestKeyFrame(layer, now);
            }
        }
    }

    /// <summary>Gives a sender report to the other loops.</summary>
    public void Relay(SourceLayer layer, in SenderReport report, NtpTime arrival)
    {
        Span<byte> bytes = stackalloc byte[RelayedReport.Length];
        new RelayedReport(report, arrival).Write(bytes);
        foreach (var target in _targets)
        {
            relays.TryWrite(target.Loop, new() { Kind = RelayKind.Report, Layer = (byte)layer.Index, Publication = publication.Id.Value }, bytes, []);
        }
    }

    /// <summary>A subscriber on another loop is about to be added.</summary>
    public void Add(int loop)
    {
        var target = Find(loop);
        if (target is null)
        {
            _targets.Add(target = new(loop));
        }

        target.Subscribers++;
    }

    /// <summary>A subscriber on another loop is gone.</summary>
    /// <returns>Whether it was the last one there.</returns>
    public bool Remove(int loop)
    {
        if (Find(loop) is not { } target || --target.Subscribers > 0)
        {
            return false;
        }

        _targets.Remove(target);
        return true;
    }

    /// <summary>Says which layers are used on another loop.</summary>
    public void SetUse(int loop, uint used) => Find(loop)?.Used = used;

    private Target? Find(int loop)
    {
        foreach (var target in _targets)
        {
            if (target.Loop == loop)
            {
                return target;
            }
        }

        return null;
    }

    private sealed class Target(int loop)
    {
        public int Loop => loop;

        public int Subscribers { get; set; }

        /// <summary>A bit for each layer.</summary>
        public uint Used { get; set; }
    }
}
