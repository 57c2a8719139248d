using Visio.Rtc.Rtcp;
using Visio.Sfu.Forwarding;

namespace Visio.Sfu.Relaying;

/// <summary>What another loop has to know of a publication before its first packet comes there.</summary>
/// <param name="Id">The publication.</param>
/// <param name="Peer">Who sends it.</param>
/// <param name="Room">The room, the same for all loops.</param>
/// <param name="Relays">What relays it.</param>
/// <param name="Options">How it is sent.</param>
/// <param name="IsMuted">Whether it is muted.</param>
/// <param name="Clock">The publisher's.</param>
/// <param name="Layers">Whether each layer is sent, with its last sender report.</param>
internal sealed record RelayedSource(
    PublicationId Id, PeerId Peer, object Room, PublicationRelays Relays, PublicationOptions Options, bool IsMuted, PublisherClock Clock, IReadOnlyList<(bool IsSent, SenderReport? Report)> Layers)
{
    public static RelayedSource Of(Publication publication) => new(
        publication.Id,
        publication.Peer.Id,
        publication.Peer.Room.Whole,
        publication.Relays!,
        publication.Options,
        publication.IsMuted,
        publication.Peer.PublisherClock,
        [.. publication.Layers.ToArray().Select(l => (l.IsSent, l.Report))]);
}
