using System.Threading.Channels;
using Visio.Rtc;
using Visio.Rtc.Ice;
using Visio.Rtc.Sctp;

namespace Visio.Sfu;

/// <summary>
/// A room as the control side sees it: commands in, events out, from any thread. A command about something that is gone by the time
/// the loop reads it has no effect.
/// </summary>
public sealed class MediaRoom
{
    internal MediaRoom() => throw new NotImplementedException();

    /// <summary>What happened in the room, in order; completes after <see cref="Close"/>. One reader.</summary>
    public ChannelReader<MediaEvent> Events => throw new NotImplementedException();

    /// <summary>Adds a peer; it is reachable once <see cref="SetRemote"/> was called.</summary>
    public PeerId AddPeer(PeerOptions options) => throw new NotImplementedException();

    /// <summary>Sets what SDP said about a peer's transport. Changed remote ICE credentials restart ICE.</summary>
    public void SetRemote(PeerId peer, RemoteDescription remote) => throw new NotImplementedException();

    /// <summary>Sets our new ICE credentials towards a peer, for an ICE restart.</summary>
    public void RestartIce(PeerId peer, IceCredentials credentials) => throw new NotImplementedException();

    /// <summary>Removes a peer with its publications and subscriptions.</summary>
    public void RemovePeer(PeerId peer) => throw new NotImplementedException();

    /// <summary>Starts to receive a track.</summary>
    public PublicationId Publish(PeerId peer, PublicationOptions options) => throw new NotImplementedException();

    /// <summary>Stops to receive a track; its subscriptions end.</summary>
    public void Unpublish(PublicationId publication) => throw new NotImplementedException();

    /// <summary>Stops or resumes the forwarding of a track to everybody; video resumes with a key frame.</summary>
    public void SetMuted(PublicationId publication, bool muted) => throw new NotImplementedException();

    /// <summary>Starts to forward a track to a peer; video starts with a key frame that is asked for.</summary>
    public SubscriptionId Subscribe(PeerId subscriber, PublicationId publication, SubscriptionOptions options) => throw new NotImplementedException();

    /// <summary>Stops or resumes the forwarding of a track to one peer; video resumes with a key frame.</summary>
    public void SetPaused(SubscriptionId subscription, bool paused) => throw new NotImplementedException();

    /// <summary>Stops to forward a track to a peer.</summary>
    public void Unsubscribe(SubscriptionId subscription) => throw new NotImplementedException();

    /// <summary>Sends a message on a data channel of a peer.</summary>
    public void SendData(PeerId peer, DataChannelId channel, DataMessageKind kind, ReadOnlyMemory<byte> message) => throw new NotImplementedException();

    /// <summary>Removes all peers and ends the events.</summary>
    public void Close() => throw new NotImplementedException();
}
