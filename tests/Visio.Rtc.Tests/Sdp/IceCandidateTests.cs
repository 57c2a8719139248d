using System.Net;
using Visio.Rtc.Sdp;

namespace Visio.Rtc.Tests.Sdp;

public sealed class IceCandidateTests
{
    [Fact]
    public void A_host_candidate_is_written_as_the_RFC_says()
    {
        var candidate = IceCandidate.ForHost(new IPEndPoint(IPAddress.Parse("192.0.2.7"), 7882), preference: 0);

        Assert.Equal("candidate:1 1 udp 2130706431 192.0.2.7 7882 typ host", candidate.ToString());
        Assert.True(candidate.Priority > IceCandidate.ForHost(new IPEndPoint(IPAddress.IPv6Loopback, 7882), preference: 1).Priority);
    }

    [Fact]
    public void A_passive_candidate_of_TCP_comes_after_those_of_UDP()
    {
        var address = new IPEndPoint(IPAddress.Parse("2001:db8::7"), 7881);
        var candidate = IceCandidate.ForPassiveTcp(address, preference: 0);

        Assert.Equal("candidate:101 1 tcp 1520435199 2001:db8::7 7881 typ host tcptype passive", candidate.ToString());
        Assert.True(candidate.Priority < IceCandidate.ForHost(address, preference: 15).Priority);
        Assert.True(candidate.Priority > IceCandidate.ForPassiveTcp(address, preference: 1).Priority);
    }

    [Theory]
    [InlineData("candidate:3122671577 1 udp 2122194687 192.0.2.2 44530 typ host generation 0 network-id 1")]
    [InlineData("candidate:3304049985 1 tcp 1518214911 192.0.2.2 40051 typ host tcptype passive generation 0")]
    [InlineData("candidate:0 1 UDP 2122187007 b6ebe607-c0c7-4249-8f1f-d705bf3457df.local 57354 typ host")]
    [InlineData("candidate:842163049 1 udp 1677729535 203.0.113.9 50000 typ srflx raddr 0.0.0.0 rport 0")]
    [InlineData("candidate:1 2 udp 2130706431 fd00::2 17882 typ relay raddr fd00::3 rport 9")]
    public void Every_kind_of_candidate_survives_reading_and_writing(string text)
    {
        Assert.True(IceCandidate.TryParse(text, out var candidate));
        Assert.Equal(text, candidate.ToString());
        Assert.True(IceCandidate.TryParse("a=" + text, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("candidate:")]
    [InlineData("candidate:1 0 udp 1 192.0.2.2 1 typ host")]
    [InlineData("candidate:1 1 udp -1 192.0.2.2 1 typ host")]
    [InlineData("candidate:1 1 udp 4294967296 192.0.2.2 1 typ host")]
    [InlineData("candidate:1 1 udp 1 192.0.2.2 65536 typ host")]
    [InlineData("candidate:1 1 udp 1 192.0.2.2 1 type host")]
    [InlineData("candidate:1 1 udp 1 192.0.2.2 1 typ")]
    [InlineData("candidate:1 1 udp 1 192.0.2.2 1 typ host\r\na=mid:0")]
    public void A_malformed_candidate_is_refused(string text) => Assert.False(IceCandidate.TryParse(text, out _));
}
