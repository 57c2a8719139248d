using Visio.Rtc.Sctp;

namespace Visio.Sfu.Tests.Routing;

public sealed class CrashIsolationTests
{
    [Fact]
    public void An_exception_while_one_peer_is_handled_fails_that_peer_alone()
    {
        using var meeting = new Meeting(61);
        var (alice, bob, carol) = (meeting.Join(), meeting.Join(), meeting.Join());
        var (fromAlice, fromBob) = (alice.PublishAudio(), bob.PublishAudio());
        var (aliceAtCarol, bobAtCarol) = (carol.Subscribe(fromAlice), carol.Subscribe(fromBob));
        var channel = alice.Peer.Peer.OpenDataChannel("_reliable", new(), meeting.Now);
        meeting.RunSeconds(1);

        // The queue of events is the only code of others that the core calls while it handles a datagram.
        meeting.OnEvent = e =>
        {
            if (e is MediaEvent.DataReceived received && received.Peer == alice.Id)
            {
                throw new InvalidOperationException("provoked");
            }
        };
        alice.Peer.Peer.SendData(channel, DataMessageKind.Text, "x"u8, meeting.Now);
        meeting.RunSeconds(0.5);

        var failed = Assert.Single(meeting.Events.OfType<MediaEvent.PeerFailed>());
        Assert.Equal(alice.Id, failed.Peer);
        Assert.Contains("provoked", failed.Reason, StringComparison.Ordinal);
        Assert.Equal(1, meeting.Core.Counters.PeersCrashed);

        // Its media ends; that of the others goes on without a gap, also after the control side has removed it.
        var (aliceBefore, bobBefore) = (aliceAtCarol.Count, bobAtCarol.Count);
        meeting.RunSeconds(1);
        meeting.Leave(alice);
        meeting.RunSeconds(1);
        Assert.Equal(0, aliceAtCarol.Count - aliceBefore);
        Assert.InRange(bobAtCarol.Count - bobBefore, 99, 101);
        Assert.Empty(bobAtCarol.Missing());
        Assert.Equal(1, meeting.Core.Counters.PeersCrashed);
        Assert.Equal(2, meeting.Core.Counters.Peers);
    }
}
