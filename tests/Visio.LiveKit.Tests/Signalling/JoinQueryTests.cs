using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Signalling;

namespace Visio.LiveKit.Tests.Signalling;

public sealed class JoinQueryTests
{
    [Fact]
    public void What_livekit_client_says_at_a_resume_is_read()
    {
        // As recorded: livekit-client 2.23 in Chromium.
        var request = Read("?access_token=x&reconnect=1&sid=PA_HgWMhcMtowWQ&auto_subscribe=1&sdk=js&version=2.23.0&protocol=17&client_protocol=2&adaptive_stream=1&reconnect_reason=1");

        Assert.Equal((true, "PA_HgWMhcMtowWQ", ReconnectReason.RrSignalDisconnected), (request.Reconnect, request.ParticipantSid, request.ReconnectReason));
        Assert.Equal(
            (ClientInfo.Types.SDK.Js, "2.23.0", 17, 2),
            (request.ClientInfo.Sdk, request.ClientInfo.Version, request.ClientInfo.Protocol, request.ClientInfo.ClientProtocol));
        Assert.True(request.ConnectionSettings is { AutoSubscribe: true, AdaptiveStream: true, HasSubscriberAllowPause: false });
    }

    [Fact]
    public void What_the_go_sdk_says_is_read()
    {
        var request = Read("?version=2.18.0&protocol=17&&auto_subscribe=0&sdk=go&os=linux");

        Assert.False(request.ConnectionSettings.AutoSubscribe);
        Assert.Equal((ClientInfo.Types.SDK.Go, "linux", 17), (request.ClientInfo.Sdk, request.ClientInfo.Os, request.ClientInfo.Protocol));
    }

    [Fact]
    public void What_is_not_said_has_its_default()
    {
        var request = Read("");

        Assert.True(request.ConnectionSettings.AutoSubscribe);
        Assert.Equal((false, 0, ClientInfo.Types.SDK.Unknown, ""), (request.Reconnect, request.ClientInfo.Protocol, request.ClientInfo.Sdk, request.Metadata));
    }

    [Fact]
    public void Attributes_and_capabilities_are_read()
    {
        var attributes = WebEncoders.Base64UrlEncode("""{"hand":"up"}"""u8);

        var request = Read($"?attributes={attributes}&capabilities=CAP_PACKET_TRAILER,,CAP_UNHEARD_OF,CAP_PACKET_TRAILER&subscriber_allow_pause=true");

        Assert.Equal("up", request.ParticipantAttributes["hand"]);
        Assert.Equal([ClientInfo.Types.Capability.CapPacketTrailer], request.ClientInfo.Capabilities);
        Assert.True(request.ConnectionSettings is { HasSubscriberAllowPause: true, SubscriberAllowPause: true });
    }

    [Theory]
    [InlineData("!")]
    [InlineData("bm90IGpzb24")]
    [InlineData("eyJhIjpudWxsfQ")]
    [InlineData("eyJhIjp7fX0")]
    [InlineData("WzFd")]
    public void Attributes_that_are_none_are_refused(string attributes) =>
        Assert.False(JoinQuery.TryRead(Query($"?attributes={attributes}"), out _));

    private static JoinRequest Read(string query)
    {
        Assert.True(JoinQuery.TryRead(Query(query), out var request));
        return request;
    }

    private static QueryCollection Query(string query) => new(QueryHelpers.ParseQuery(query));
}
