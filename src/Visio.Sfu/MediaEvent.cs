using Visio.Rtc.Sctp;
using Visio.Sfu.Routing;

namespace Visio.Sfu;

/// <summary>What the media loop tells the control side about one room, in order. A closed set of records.</summary>
public abstract record MediaEvent
{
    private MediaEvent()
    {
    }

    /// <summary>ICE and DTLS of a peer are up.</summary>
    public sealed record PeerConnected(PeerId Peer) : MediaEvent;

    /// <summary>Nothing was heard from a peer for a while; it may come back.</summary>
    public sealed record PeerDisconnected(PeerId Peer) : MediaEvent;

    /// <summary>A disconnected peer was heard again.</summary>
    public sealed record PeerReconnected(PeerId Peer) : MediaEvent;

    /// <summary>A peer's transport is gone for good.</summary>
    public sealed record PeerFailed(PeerId Peer, string Reason) : MediaEvent;

    /// <summary>A data channel is open, whichever side has opened it.</summary>
    public sealed record DataChannelOpened(PeerId Peer, DataChannelId Channel, string Label) : MediaEvent;

    /// <summary>A message arrived on a data channel; the memory belongs to the receiver of the event.</summary>
    public sealed record DataReceived(PeerId Peer, DataChannelId Channel, DataMessageKind Kind, ReadOnlyMemory<byte> Message) : MediaEvent
    {
        /// <summary>Gets the message's room back when it is read.</summary>
        internal DataBudget? Budget { get; init; }
    }

    /// <summary>The first packet of a publication arrived.</summary>
    public sealed record PublicationStarted(PublicationId Publication) : MediaEvent;

    /// <summary>Tracks that a peer is sent were paused because its link does not carry them, or go on.</summary>
    public sealed record StreamStatesChanged(PeerId Peer, IReadOnlyList<StreamState> Streams) : MediaEvent;

    /// <summary>How the streams went since the last measurement, as far as they are in use: the answer to <see cref="MediaRoom.Measure"/>.</summary>
    public sealed record QualityMeasured(
        IReadOnlyDictionary<PublicationId, StreamQuality> Publications, IReadOnlyDictionary<SubscriptionId, StreamQuality> Subscriptions) : MediaEvent
    {
        /// <summary>How the transports of the peers are.</summary>
        public IReadOnlyDictionary<PeerId, PeerQuality> Peers { get; init; } = new Dictionary<PeerId, PeerQuality>();
    }

    /// <summary>Who speaks, how loud: only what changed since the last event.</summary>
    public sealed record SpeakersChanged(IReadOnlyList<SpeakerLevel> Speakers) : MediaEvent;
}
