using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Visio.LiveKit;
using Visio.Server.Meetings;
using Visio.Server.Policies;
using Visio.Server.Rooms;

namespace Visio.Server.Tests.Meetings;

/// <summary>What of the chat is kept for those who come late. The media server's own tests say what of it the product gets to see.</summary>
public sealed class ChatHistoryTests : IAsyncLifetime
{
    private TestMeeting _meeting = null!;
    private int _sent;

    public async Task InitializeAsync() => _meeting = await TestMeeting.StartAsync();

    public async Task DisposeAsync() => await _meeting.DisposeAsync();

    [Fact]
    public async Task Who_comes_late_reads_what_was_written_with_answers_and_reactions()
    {
        Write(_meeting.Owner, "Hello", id: "m1");
        Write(_meeting.Owner, "Hello again", id: "m2", replyTo: "m1");
        React(_meeting.Owner, "m1", "🎉");
        React(_meeting.Owner, "m1", "👍🏽");
        React(_meeting.Owner, "m1", "👍🏽", on: false);
        var late = await _meeting.EnterAsGuestAsync();
        React(late, "m1", "🎉");
        using var chat = await ReadAsync(late);
        var messages = chat.RootElement.GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal(["m1", "m2"], messages.Select(m => m.GetProperty("id").GetString()));
        Assert.Equal("Hello", messages[0].GetProperty("text").GetString());
        Assert.Equal("Olga", messages[0].GetProperty("name").GetString());
        Assert.Equal(_meeting.Owner.Identity, messages[0].GetProperty("from").GetString());
        Assert.Equal(JsonValueKind.Null, messages[0].GetProperty("replyTo").ValueKind);
        Assert.Equal("m1", messages[1].GetProperty("replyTo").GetString());
        Assert.InRange(messages[0].GetProperty("sentAt").GetInt64(), 1, messages[1].GetProperty("sentAt").GetInt64());
        var reaction = Assert.Single(messages[0].GetProperty("reactions").EnumerateArray());
        Assert.Equal("🎉", reaction.GetProperty("emoji").GetString());
        Assert.Equal([_meeting.Owner.Identity, late.Identity], reaction.GetProperty("by").EnumerateArray().Select(by => by.GetString()));
    }

    [Fact]
    public async Task The_same_message_twice_is_one_and_private_or_foreign_words_are_none()
    {
        Write(_meeting.Owner, "once", id: "m1");
        Write(_meeting.Owner, "once more", id: "m1");
        Write(_meeting.Owner, "for one alone", id: "m2", attributes: new() { ["to"] = "p_somebody" });
        Write(_meeting.Owner, "\0", id: "");
        React(_meeting.Owner, "unknown", "🎉");
        React(_meeting.Owner, "m1", "not an emoji");
        React(_meeting.Owner, "m1", "a");
        Put(_meeting.Owner, ReactionChange.Topic, "", "{\"id\":1}");
        Put(_meeting.Owner, "other", "m3", "unknown topic");
        Assert.Equal(["once"], await TextsAsync(_meeting.Owner));
        Assert.Equal(0, await _meeting.ReadAsync(db => db.ChatReactions.CountAsync()));
    }

    [Fact]
    public async Task Two_may_use_the_same_id()
    {
        var guest = await _meeting.EnterAsGuestAsync();
        Write(_meeting.Owner, "one", id: "m1");
        Write(guest, "other", id: "m1");
        Assert.Equal(["one", "other"], await TextsAsync(guest));
    }

    [Fact]
    public async Task Only_those_inside_may_read_it()
    {
        Write(_meeting.Owner, "Hello");
        using var stranger = _meeting.Server.NewVisitor();
        using var outside = await stranger.GetAsync($"/api/v1/rooms/{_meeting.Slug}/meeting/chat");
        Assert.Equal(HttpStatusCode.Forbidden, outside.StatusCode);
        Assert.Equal("not_in_meeting", await RunningServer.CodeOf(outside));

        // Even a host has to be seen there.
        await _meeting.EnterAsGuestAsync();
        await _meeting.Owner.Client.CloseAsync();
        await _meeting.WaitForAsync(db => db.Admissions.AnyAsync(a => a.Identity == _meeting.Owner.Identity && a.LeftAt != null));
        using var host = await _meeting.OwnersBrowser.GetAsync($"/api/v1/rooms/{_meeting.Slug}/meeting/chat");
        Assert.Equal("not_in_meeting", await RunningServer.CodeOf(host));
    }

    [Fact]
    public async Task A_room_may_keep_nothing_and_forgets_when_told_to()
    {
        Write(_meeting.Owner, "kept");
        Assert.Equal(["kept"], await TextsAsync(_meeting.Owner));
        using (var off = await _meeting.PatchRoomAsync(new { chatHistory = false }))
        {
            Assert.False((await RunningServer.JsonOf(off)).GetProperty("chatHistory").GetBoolean());
        }

        await _meeting.Owner.Client.WaitAsync(r => r.RoomUpdate?.Room.Metadata.Contains("\"chatHistory\":false", StringComparison.Ordinal) == true);
        Write(_meeting.Owner, "not kept");
        Assert.Empty(await TextsAsync(_meeting.Owner));
        await WrittenAsync();
        Assert.Equal(0, await _meeting.ReadAsync(db => db.ChatMessages.CountAsync()));

        using var on = await _meeting.PatchRoomAsync(new { chatHistory = true });
        Write(_meeting.Owner, "kept again");
        Assert.Equal(["kept again"], await TextsAsync(_meeting.Owner));
    }

    [Fact]
    public async Task It_goes_with_the_meeting()
    {
        Write(_meeting.Owner, "Hello");
        await WrittenAsync();
        Assert.Equal(1, await _meeting.ReadAsync(db => db.ChatMessages.CountAsync()));
        await _meeting.Control.CloseAsync(_meeting.Media);
        await WrittenAsync();
        Assert.Equal(0, await _meeting.ReadAsync(db => db.ChatMessages.CountAsync()));
    }

    [Fact]
    public async Task The_newest_thousand_are_kept()
    {
        for (var i = 0; i < ChatPage.MostMessages + 20; i++)
        {
            Write(_meeting.Owner, $"{i}");
        }

        var texts = await TextsAsync(_meeting.Owner);
        Assert.Equal(ChatPage.MostMessages, texts.Count);
        Assert.Equal("20", texts[0]);
        Assert.Equal($"{ChatPage.MostMessages + 19}", texts[^1]);
    }

    [Fact]
    public async Task One_person_puts_only_so_many_reactions_under_a_message()
    {
        Write(_meeting.Owner, "Hello", id: "m1");
        foreach (var emoji in new[] { "😀", "😁", "😂", "😃", "😄", "😅", "😆", "😇", "😈", "😉", "😊", "😋" })
        {
            React(_meeting.Owner, "m1", emoji);
        }

        await WrittenAsync();
        Assert.Equal(10, await _meeting.ReadAsync(db => db.ChatReactions.CountAsync()));
    }

    [Fact]
    public async Task Nothing_of_somebody_who_was_erased_meanwhile_is_written()
    {
        await _meeting.WaitUntilWrittenAsync(_meeting.Owner);
        await _meeting.ReadAsync(db => db.Admissions.Where(a => a.Identity == _meeting.Owner.Identity).ExecuteUpdateAsync(row => row.SetProperty(a => a.Name, "")));
        Write(_meeting.Owner, "Hello");
        await WrittenAsync();
        Assert.Equal(0, await _meeting.ReadAsync(db => db.ChatMessages.CountAsync()));
    }

    [Fact]
    public async Task What_no_meeting_keeps_any_more_is_swept()
    {
        Write(_meeting.Owner, "Hello");
        await WrittenAsync();
        await _meeting.ReadAsync(async db =>
        {
            var room = new Room
            {
                Id = Guid.NewGuid(),
                Slug = RoomSlug.New(),
                Access = AccessLevel.Public,
                Lobby = LobbyMode.Off,
                Rights = RoomRights.Default,
                CreatedAt = DateTimeOffset.UnixEpoch,
            };
            db.Rooms.Add(room);
            db.ChatMessages.Add(new() { RoomId = room.Id, Number = 1, Identity = "p_gone", MessageId = "m", Name = "Gone", Text = "left behind", SentAt = DateTimeOffset.UnixEpoch });
            return await db.SaveChangesAsync();
        });
        Inbox.Put(new ChatEntry { Sweep = true });
        await WrittenAsync();
        Assert.Equal("Hello", await _meeting.ReadAsync(db => db.ChatMessages.Select(m => m.Text).SingleAsync()));
    }

    [Fact]
    public async Task What_is_written_while_the_server_stops_is_kept()
    {
        for (var i = 0; i < 600; i++)
        {
            Write(_meeting.Owner, "last words");
        }

        await _meeting.Server.App.Services.GetServices<IHostedService>().OfType<ChatRecords>().Single().StopAsync(CancellationToken.None);
        Assert.Equal(600, await _meeting.ReadAsync(db => db.ChatMessages.CountAsync()));
    }

    private ChatInbox Inbox => _meeting.Server.App.Services.GetRequiredService<ChatInbox>();

    private Task WrittenAsync() => Inbox.WrittenAsync().WaitAsync(TimeSpan.FromSeconds(60));

    private void Write(InCall who, string text, string? id = null, string replyTo = "", Dictionary<string, string>? attributes = null) =>
        Put(who, LiveText.ChatTopic, id ?? $"m{++_sent}", text, replyTo, attributes);

    private void React(InCall who, string id, string emoji, bool on = true) =>
        Put(who, ReactionChange.Topic, "", JsonSerializer.Serialize(new { id, emoji, on }));

    /// <summary>As the media server does when it has let a message through.</summary>
    private void Put(InCall who, string topic, string id, string text, string replyTo = "", Dictionary<string, string>? attributes = null) => Inbox.Put(new LiveText
    {
        Room = _meeting.Media,
        Identity = who.Identity,
        Name = "Olga",
        Topic = topic,
        Id = id,
        Text = text,
        At = DateTimeOffset.UtcNow,
        ReplyTo = replyTo,
        Attributes = attributes ?? [],
    });

    private async Task<JsonDocument> ReadAsync(InCall who) =>
        JsonDocument.Parse(await who.Browser.GetStringAsync($"/api/v1/rooms/{_meeting.Slug}/meeting/chat"));

    private async Task<List<string?>> TextsAsync(InCall who)
    {
        using var chat = await ReadAsync(who);
        return [.. chat.RootElement.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("text").GetString())];
    }
}
