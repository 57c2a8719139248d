namespace Visio.Sfu.Stats;

/// <summary>What a room adds to the sizes of all rooms.</summary>
internal readonly record struct RoomTally(int Paused, int Udp, int Tcp, int Relay)
{
    /// <summary>Adds a peer.</summary>
    public RoomTally With(in PeerQuality peer) => new(
        Paused + peer.PausedStreams,
        Udp + (peer.Transport == PeerTransport.Udp ? 1 : 0),
        Tcp + (peer.Transport == PeerTransport.Tcp ? 1 : 0),
        Relay + (peer.Transport == PeerTransport.Relay ? 1 : 0));
}
