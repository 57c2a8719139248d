using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>
/// A peer whose participant has moved to another room. What the media loop told here before it moved the peer, too, is heard there, in order.
/// On the loop of the room that was left.
/// </summary>
internal sealed class MovedPeer(Task<RoomActor> home, DateTimeOffset since)
{
    private Task _last = home;

    /// <summary>When the participant left.</summary>
    public DateTimeOffset Since => since;

    public void Forward(MediaEvent e) => _last = ForwardAsync(_last, e);

    private async Task ForwardAsync(Task before, MediaEvent e)
    {
        await before;
        await (await home).HandleAsync(e);
    }
}
