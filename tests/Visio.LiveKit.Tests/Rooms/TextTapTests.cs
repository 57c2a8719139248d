using System.IO.Compression;
using System.Text;
using Google.Protobuf;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Tokens;
using Visio.Rtc.Sctp;

namespace Visio.LiveKit.Tests.Rooms;

/// <summary>What the host is shown of what participants write. Channels are opened and fed as the media loop does it.</summary>
public sealed class TextTapTests : IAsyncLifetime
{
    private const string Room = "tapped";
    private readonly List<LiveText> _seen = [];
    private LiveKitHost _host = null!;
    private SignalClient _ann = null!;

    public async Task InitializeAsync()
    {
        _host = new(options =>
        {
            options.ObservedTopics.Add(LiveText.ChatTopic);
            options.ObservedTopics.Add("chat.reaction");
            options.ObserveText = _seen.Add;
        });
        await _host.InitializeAsync();
        _ann = await SignalClient.JoinAsync(_host.Address, LiveKitHost.Token("ann", Room));
    }

    public async Task DisposeAsync()
    {
        await _ann.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_text_stream_is_shown_whole_once_it_has_ended()
    {
        await SendAsync(Header("s1", replyTo: "s0"), Chunk("s1", 0, "Hello "), Chunk("s1", 1, "wörld 😀"));
        Assert.Empty(_seen);
        await SendAsync(Trailer("s1"));
        var text = Assert.Single(_seen);
        Assert.Equal((Room, "ann", LiveText.ChatTopic, "s1", "Hello wörld 😀", "s0"), (text.Room, text.Identity, text.Topic, text.Id, text.Text, text.ReplyTo));
        Assert.Equal("yes", text.Attributes["extra"]);
        await SendAsync(Trailer("s1"));
        Assert.Single(_seen);
    }

    [Fact]
    public async Task Streams_that_are_sent_at_the_same_time_are_kept_apart()
    {
        await SendAsync(Header("a"), Header("b"), Chunk("b", 0, "B"), Chunk("a", 0, "A"), Trailer("b"), Trailer("a"));
        Assert.Equal(["B", "A"], _seen.Select(text => text.Text));
    }

    [Fact]
    public async Task A_short_stream_may_be_in_its_header_alone_or_packed()
    {
        var inline = Header("i");
        inline.StreamHeader.InlineContent = ByteString.CopyFromUtf8("short");
        var packed = Header("p");
        packed.StreamHeader.InlineContent = Deflate("packed " + new string('x', 5_000));
        packed.StreamHeader.Compression = DataStream.Types.CompressionType.DeflateRaw;
        var broken = Header("x");
        broken.StreamHeader.InlineContent = ByteString.CopyFrom(0xff, 0xff, 0xff);
        broken.StreamHeader.Compression = DataStream.Types.CompressionType.DeflateRaw;
        await SendAsync(inline, packed, broken);
        Assert.Equal(["short", ("packed " + new string('x', 5_000))[..LiveText.MaxLength]], _seen.Select(text => text.Text));
    }

    [Fact]
    public async Task The_older_forms_of_chat_are_shown_as_chat()
    {
        await SendAsync(
            new DataPacket { ChatMessage = new() { Id = "c1", Message = "packet", Timestamp = 1 } },
            User("lk-chat-topic", """{"id":"c2","message":"json","timestamp":2}"""),
            User("lk-chat-topic", """{"id":"c3","message":"a copy","ignoreLegacy":true}"""),
            User("lk-chat-topic", """["nothing"]"""),
            User("lk-chat-topic", """{"id":"c4","message":"\ud800"}"""),
            User("lk-chat-topic", "{"),
            new DataPacket { ChatMessage = new() { Id = "c1", Message = "changed", EditTimestamp = 2 } },
            new DataPacket { ChatMessage = new() { Id = "c1", Deleted = true } });
        Assert.Equal(["c1 packet", "c2 json"], _seen.Select(text => $"{text.Id} {text.Text}"));
        Assert.All(_seen, text => Assert.Equal(LiveText.ChatTopic, text.Topic));
    }

    [Fact]
    public async Task Packets_are_shown_by_topic()
    {
        await SendAsync(User("chat.reaction", "{}"), User("other", "{}"), User("", "{}"), Header("o", topic: "other"), Chunk("o", 0, "x"), Trailer("o"));
        Assert.Equal("chat.reaction", Assert.Single(_seen).Topic);
    }

    [Fact]
    public async Task What_is_for_some_alone_is_not_looked_into()
    {
        var named = User("chat.reaction", "{}");
        named.User.DestinationIdentities.Add("bob");
        var bySid = User("chat.reaction", "{}");
        bySid.User.DestinationSids.Add("PA_bob");
        await SendAsync(
            For("bob", Header("p")),
            For("bob", Chunk("p", 0, "secret")),
            For("bob", Trailer("p")),
            For("bob", User("chat.reaction", "{}")),
            For("bob", new() { ChatMessage = new() { Id = "c", Message = "secret" } }),
            named,
            bySid,
            // Said to be public, and its words are not.
            Header("q"),
            For("bob", Chunk("q", 0, "secret")),
            Trailer("q"));
        Assert.Empty(_seen);
    }

    [Fact]
    public async Task Neither_is_what_is_encrypted_lossy_or_from_somebody_hidden()
    {
        var encrypted = Header("e");
        encrypted.StreamHeader.EncryptionType = Encryption.Types.Type.Gcm;
        await SendAsync(encrypted, Chunk("e", 0, "x"), Trailer("e"), new() { EncryptedPacket = new() { EncryptedValue = ByteString.CopyFromUtf8("x") } });
        await SendAsync("ann", reliable: false, User("chat.reaction", "{}"));
        await using var spy = await SignalClient.JoinAsync(_host.Address, LiveKitHost.Token("spy", Room, new VideoGrant { Hidden = true }));
        await SendAsync("spy", reliable: true, User("chat.reaction", "{}"));
        await using var mute = await SignalClient.JoinAsync(_host.Address, LiveKitHost.Token("mute", Room, new VideoGrant { CanPublishData = false }));
        await SendAsync("mute", reliable: true, User("chat.reaction", "{}"));
        Assert.Empty(_seen);
    }

    [Fact]
    public async Task Long_texts_are_cut_between_characters()
    {
        var text = new string('é', LiveText.MaxLength - 1) + "😀 and more";
        await SendAsync(Header("long"));
        foreach (var (index, part) in Encoding.UTF8.GetBytes(text).Chunk(999).Index())
        {
            await SendAsync(new DataPacket { StreamChunk = new() { StreamId = "long", ChunkIndex = (ulong)index, Content = ByteString.CopyFrom(part) } });
        }

        for (var index = 5; index < 500; index++)
        {
            await SendAsync(new DataPacket { StreamChunk = new() { StreamId = "long", ChunkIndex = (ulong)index, Content = ByteString.CopyFrom(new byte[15_000]) } });
        }

        await SendAsync(Trailer("long"), new() { ChatMessage = new() { Id = "c", Message = text } });
        Assert.All(_seen, seen => Assert.Equal(new string('é', LiveText.MaxLength - 1), seen.Text));
        Assert.Equal(2, _seen.Count);
    }

    [Fact]
    public async Task A_stream_with_a_hole_is_given_up_and_so_is_the_oldest_of_too_many()
    {
        await SendAsync(Header("hole"), Chunk("hole", 0, "a"), Chunk("hole", 2, "c"), Trailer("hole"));
        for (var i = 0; i < 9; i++)
        {
            await SendAsync(Header($"s{i}"), Chunk($"s{i}", 0, $"{i}"));
        }

        for (var i = 0; i < 9; i++)
        {
            await SendAsync(Trailer($"s{i}"));
        }

        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "8"], _seen.Select(text => text.Text));
    }

    [Fact]
    public async Task Ids_that_are_none_are_not_shown()
    {
        await SendAsync(Header(new string('i', 65)), Chunk(new string('i', 65), 0, "x"), Trailer(new string('i', 65)), new() { ChatMessage = new() { Id = new string('i', 65), Message = "x" } });
        Assert.Empty(_seen);
    }

    private static DataPacket Header(string id, string topic = LiveText.ChatTopic, string replyTo = "")
    {
        var header = new DataStream.Types.Header { StreamId = id, Topic = topic, TextHeader = new() { ReplyToStreamId = replyTo } };
        header.Attributes["extra"] = "yes";
        return new() { StreamHeader = header };
    }

    private static DataPacket Chunk(string id, ulong index, string text) =>
        new() { StreamChunk = new() { StreamId = id, ChunkIndex = index, Content = ByteString.CopyFromUtf8(text) } };

    private static DataPacket Trailer(string id) => new() { StreamTrailer = new() { StreamId = id } };

    private static DataPacket User(string topic, string text) => new() { User = new() { Topic = topic, Payload = ByteString.CopyFromUtf8(text) } };

    private static DataPacket For(string identity, DataPacket packet)
    {
        packet.DestinationIdentities.Add(identity);
        return packet;
    }

    private static ByteString Deflate(string text)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(Encoding.UTF8.GetBytes(text));
        }

        return ByteString.CopyFrom(packed.ToArray());
    }

    private Task SendAsync(params DataPacket[] packets) => SendAsync("ann", reliable: true, packets);

    private Task SendAsync(string identity, bool reliable, params DataPacket[] packets) => _host.Server.Rooms.Find(Room)!.AskAsync(parts =>
    {
        var sender = parts.Room.Participants[identity];
        var channel = new DataChannelId(reliable ? (ushort)0 : (ushort)1);
        parts.Data.ChannelOpened(sender, sender.Peer, channel, reliable ? "_reliable" : "_lossy");
        foreach (var packet in packets)
        {
            parts.Data.Received(sender, sender.Peer, channel, packet.ToByteArray());
        }

        return true;
    });
}
