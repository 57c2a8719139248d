using Visio.Rtc.Time;
using Visio.Sfu.Forwarding;

namespace Visio.Sfu.Tests.Forwarding;

public sealed class KeyFrameRequestsTests
{
    private static readonly Instant Start = Instant.Zero + TimeSpan.FromSeconds(10);

    [Fact]
    public void The_first_request_goes_out_at_once_and_is_repeated_until_a_key_frame_comes()
    {
        var requests = new KeyFrameRequests(isSmallest: true);
        Assert.Equal(Instant.Never, requests.Due);
        requests.Want();
        Assert.True(requests.TryTake(Start));
        Assert.False(requests.TryTake(Start + TimeSpan.FromMilliseconds(499)));
        Assert.True(requests.TryTake(Start + TimeSpan.FromMilliseconds(500)));
        requests.Satisfy();
        Assert.Equal(Instant.Never, requests.Due);
        Assert.False(requests.TryTake(Start + TimeSpan.FromSeconds(9)));
    }

    [Fact]
    public void A_new_wish_soon_after_a_request_waits()
    {
        var requests = new KeyFrameRequests(isSmallest: false);
        requests.Want();
        requests.TryTake(Start);
        requests.Satisfy();
        requests.Want();
        Assert.Equal(Start + KeyFrameRequests.Spacing, requests.Due);
    }
}
