using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>Hands what happens in the media loop to the part of the room that it is for.</summary>
internal sealed class MediaEvents(RoomState room, Membership membership, DataRouter data, SpeakerUpdates speakers)
{
    public void Handle(MediaEvent e)
    {
        switch (e)
        {
            case MediaEvent.PeerConnected(var peer) when room.Peers.TryGetValue(peer, out var p):
                membership.Connected(p);
                break;
            case MediaEvent.PeerDisconnected(var peer) when room.Peers.TryGetValue(peer, out var p):
                membership.MediaLost(p);
                break;
            case MediaEvent.PeerReconnected(var peer) when room.Peers.TryGetValue(peer, out var p):
                membership.MediaBack(p);
                break;
            case MediaEvent.PeerFailed(var peer, var reason) when room.Peers.TryGetValue(peer, out var p):
                membership.MediaFailed(p, reason);
                break;
            case MediaEvent.DataChannelOpened(var peer, var channel, var label) when room.Peers.TryGetValue(peer, out var p):
                data.ChannelOpened(p, channel, label);
                break;
            case MediaEvent.DataReceived(var peer, var channel, _, var message) when room.Peers.TryGetValue(peer, out var p):
                data.Received(p, channel, message);
                break;
            case MediaEvent.SpeakersChanged(var levels):
                speakers.Changed(levels);
                break;
            default:
                break;
        }
    }
}
