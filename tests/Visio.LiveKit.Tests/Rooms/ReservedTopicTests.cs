using Google.Protobuf;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Tokens;
using Visio.Rtc.Sctp;

namespace Visio.LiveKit.Tests.Rooms;

/// <summary>What participants may not say. Channels are opened and fed as the media loop does it; what is for bob waits in his queue.</summary>
public sealed class ReservedTopicTests(LiveKitHost host) : IClassFixture<LiveKitHost>
{
    public static TheoryData<string, bool> Packets() => new()
    {
        { Text(new() { User = new() { Topic = "visio.system", Payload = ByteString.CopyFromUtf8("{}") } }), false },
        { Text(new() { User = new() { Topic = "visio.", Payload = ByteString.CopyFromUtf8("{}") } }), false },
        { Text(new() { StreamHeader = new() { Topic = "visio.system", StreamId = "s" } }), false },
        { Text(new() { User = new() { Topic = "chat", Payload = ByteString.CopyFromUtf8("{}") } }), true },
        { Text(new() { User = new() { Payload = ByteString.CopyFromUtf8("{}") } }), true },
        { Text(new() { StreamHeader = new() { Topic = "lk.chat", StreamId = "s" } }), true },
    };

    [Theory]
    [MemberData(nameof(Packets))]
    public async Task Topics_of_the_server_are_closed_to_participants(string packet, bool delivered)
    {
        var room = nameof(Topics_of_the_server_are_closed_to_participants) + packet;
        Assert.Equal(delivered ? 1 : 0, (await SendAsync(room, packet, new())).Count);
    }

    [Fact]
    public async Task A_hidden_participant_cannot_encrypt_what_nobody_is_named_for()
    {
        var packet = Text(new() { EncryptedPacket = new() { EncryptedValue = ByteString.CopyFromUtf8("x") } });
        Assert.Empty(await SendAsync("hidden", packet, new() { Hidden = true }));
        Assert.Equal("ann", Assert.Single(await SendAsync("seen", packet, new())).ParticipantIdentity);
    }

    [Fact]
    public async Task The_server_itself_uses_its_topics_without_a_sender()
    {
        const string room = nameof(The_server_itself_uses_its_topics_without_a_sender);
        await using var bob = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("bob", room));

        await host.Server.Control.SendAsync(room, "visio.system", "{}"u8.ToArray(), ["bob"]);

        var packet = Assert.Single(await TakeAsync(room));
        Assert.Equal(("visio.system", "", ""), (packet.User.Topic, packet.ParticipantIdentity, packet.ParticipantSid));
    }

    private static string Text(DataPacket packet) => Convert.ToBase64String(packet.ToByteArray());

    private async Task<IReadOnlyList<DataPacket>> SendAsync(string room, string packet, VideoGrant grant)
    {
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", room, grant));
        await using var bob = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("bob", room));
        await host.Server.Rooms.Find(room)!.AskAsync(parts =>
        {
            var sender = parts.Room.Participants["ann"];
            var channel = default(DataChannelId);
            parts.Data.ChannelOpened(sender, sender.Peer, channel, "_reliable");
            parts.Data.Received(sender, sender.Peer, channel, Convert.FromBase64String(packet));
            return true;
        });
        return await TakeAsync(room);
    }

    private async Task<IReadOnlyList<DataPacket>> TakeAsync(string room)
    {
        var held = await host.Server.Rooms.Find(room)!.AskAsync(parts => parts.Room.Participants["bob"].Channels.TakeHeld());
        return [.. held!.Select(m => DataPacket.Parser.ParseFrom(m.Span))];
    }
}
