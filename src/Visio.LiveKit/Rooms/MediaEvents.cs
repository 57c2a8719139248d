using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>Hands what happens in the media loop to the part of the room that it is for.</summary>
internal sealed class MediaEvents(RoomState room, Membership membership, DataRouter data, SpeakerUpdates speakers, QualityReports quality, QualityViews views)
{
    public void Handle(MediaEvent e)
    {
        switch (e)
        {
            case MediaEvent.PeerConnected(var peer) when room.Peers.TryGetValue(peer, out var p):
                membership.Connected(p, peer);
                break;
            case MediaEvent.PeerDisconnected(var peer) when room.Peers.TryGetValue(peer, out var p):
                membership.MediaLost(p, peer);
                break;
            case MediaEvent.PeerReconnected(var peer) when room.Peers.TryGetValue(peer, out var p):
                membership.MediaBack(p, peer);
                break;
            case MediaEvent.PeerFailed(var peer, var reason) when room.Peers.TryGetValue(peer, out var p):
                membership.MediaFailed(p, reason);
                break;
            case MediaEvent.DataChannelOpened(var peer, var channel, var label) when room.Peers.TryGetValue(peer, out var p):
                data.ChannelOpened(p, peer, channel, label);
                break;
            case MediaEvent.DataReceived(var peer, var channel, _, var message) when room.Peers.TryGetValue(peer, out var p):
                data.Received(p, peer, channel, message);
                break;
            case MediaEvent.QualityMeasured measured:
                quality.Measured(measured);
                views.Measured(measured);
                break;
            case MediaEvent.StreamStatesChanged(var peer, var streams) when room.Peers.TryGetValue(peer, out var p):
                Subscriptions.StreamsChanged(p, streams);
                break;
            case MediaEvent.SpeakersChanged(var levels):
                speakers.Changed(levels);
                break;
            case var _ when PeerOf(e) is { } peer && room.MovedPeers.TryGetValue(peer, out var moved):
                moved.Forward(e);
                break;
            default:
                break;
        }
    }

    /// <summary>Whom an event is about that is of use in any room; null for the others.</summary>
    private static PeerId? PeerOf(MediaEvent e) => e switch
    {
        MediaEvent.PeerConnected(var peer) => peer,
        MediaEvent.PeerDisconnected(var peer) => peer,
        MediaEvent.PeerReconnected(var peer) => peer,
        MediaEvent.PeerFailed(var peer, _) => peer,
        MediaEvent.DataChannelOpened(var peer, _, _) => peer,
        MediaEvent.DataReceived(var peer, _, _, _) => peer,
        _ => null,
    };
}
