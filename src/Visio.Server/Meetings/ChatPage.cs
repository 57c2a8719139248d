using Microsoft.EntityFrameworkCore;
using Visio.LiveKit;
using Visio.Server.Data;

namespace Visio.Server.Meetings;

/// <summary>Brings into the database what was written in meetings, several texts at a time.</summary>
internal sealed class ChatPage(VisioDb db)
{
    /// <summary>Of one meeting; beyond it the oldest go.</summary>
    public const int MostMessages = 1_000;

    /// <summary>Kinds of emoji under one message, and those of one person: beyond is somebody's game.</summary>
    private const int MostKinds = 20;
    private const int MostOfOne = 10;

    /// <summary>An attribute that names somebody for whom alone a message is: what bears it by mistake is not kept.</summary>
    private const string RecipientAttribute = "to";
    private const string ReplyAttribute = "replyTo";
    private const int MaxIdLength = 64;

    private readonly List<ChatMessage> _messages = [];
    private readonly List<ChatReaction> _reactions = [];

    /// <param name="texts">What was written, in order; what is of rooms that keep nothing changes nothing.</param>
    /// <param name="last">The highest number given.</param>
    /// <param name="cancellationToken">Nothing is written when it is cancelled.</param>
    /// <returns>The highest number given now.</returns>
    public async Task<long> WriteAsync(IReadOnlyList<LiveText> texts, long last, CancellationToken cancellationToken)
    {
        var written = texts.Select(text => (Room: RoomOf(text), Text: text, Reaction: text.Topic == ReactionChange.Topic ? ReactionChange.Read(text.Text) : null)).ToList();
        var asked = written.Select(w => w.Room).Distinct().ToList();
        var rooms = (await db.Rooms.Where(r => asked.Contains(r.Id) && r.ChatHistory).Select(r => r.Id).ToListAsync(cancellationToken)).ToHashSet();
        var identities = texts.Select(text => text.Identity).Distinct().ToList();
        var erased = (await db.Admissions.Where(a => identities.Contains(a.Identity) && a.Name == "").Select(a => a.Identity).ToListAsync(cancellationToken))
            .ToHashSet(StringComparer.Ordinal);
        await LoadAsync(rooms, [.. written.Select(w => w.Reaction?.Id ?? w.Text.Id).Distinct(StringComparer.Ordinal)], cancellationToken);
        foreach (var (room, text, reaction) in written.Where(w => rooms.Contains(w.Room) && !erased.Contains(w.Text.Identity)))
        {
            if (reaction is not null)
            {
                React(room, text, reaction);
            }
            else if (text.Topic == LiveText.ChatTopic && Keep(room, text, Math.Max(last + 1, text.At.ToUnixTimeMilliseconds() * 1000)) is { } kept)
            {
                last = kept.Number;
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        foreach (var room in rooms)
        {
            await ShortenAsync(room, cancellationToken);
        }

        return last;
    }

    private static Guid RoomOf(LiveText text) => Guid.TryParseExact(text.Room, "N", out var room) ? room : Guid.Empty;

    private async Task LoadAsync(HashSet<Guid> rooms, List<string> ids, CancellationToken cancellationToken)
    {
        _messages.AddRange(await db.ChatMessages.Where(m => rooms.Contains(m.RoomId) && ids.Contains(m.MessageId)).OrderBy(m => m.Number).ToListAsync(cancellationToken));
        var numbers = _messages.Select(m => m.Number).ToList();
        _reactions.AddRange(await db.ChatReactions.Where(r => rooms.Contains(r.RoomId) && numbers.Contains(r.Number)).ToListAsync(cancellationToken));
    }

    private ChatMessage? Keep(Guid room, LiveText text, long number)
    {
        var id = Storable(text.Id);
        if (id.Length == 0
            || text.Attributes.ContainsKey(RecipientAttribute)
            || _messages.Exists(m => m.RoomId == room && m.Identity == text.Identity && m.MessageId == id))
        {
            return null;
        }

        var replyTo = text.ReplyTo.Length > 0 ? text.ReplyTo : text.Attributes.GetValueOrDefault(ReplyAttribute, "");
        var message = new ChatMessage
        {
            RoomId = room,
            Number = number,
            Identity = text.Identity,
            MessageId = id,
            Name = Storable(text.Name),
            Text = Storable(text.Text),
            ReplyTo = replyTo.Length is > 0 and <= MaxIdLength ? Storable(replyTo) : null,
            SentAt = text.At,
        };
        _messages.Add(message);
        db.ChatMessages.Add(message);
        return message;
    }

    /// <summary>PostgreSQL takes no NUL in a text.</summary>
    private static string Storable(string text) => text.Replace("\0", "", StringComparison.Ordinal);

    private void React(Guid room, LiveText text, ReactionChange change)
    {
        if (_messages.Find(m => m.RoomId == room && m.MessageId == change.Id) is not { } message)
        {
            return;
        }

        var there = _reactions.FindAll(r => r.RoomId == room && r.Number == message.Number);
        var own = there.Find(r => r.Identity == text.Identity && r.Emoji == change.Emoji);
        if (own is not null && !change.On)
        {
            _reactions.Remove(own);
            db.ChatReactions.Remove(own);
        }
        else if (own is null && change.On
            && there.Count(r => r.Identity == text.Identity) < MostOfOne
            && there.Select(r => r.Emoji).Append(change.Emoji).Distinct(StringComparer.Ordinal).Count() <= MostKinds)
        {
            var reaction = new ChatReaction { RoomId = room, Number = message.Number, Identity = text.Identity, Emoji = change.Emoji, AddedAt = text.At };
            _reactions.Add(reaction);
            db.ChatReactions.Add(reaction);
        }
    }

    private async Task ShortenAsync(Guid room, CancellationToken cancellationToken)
    {
        var tooOld = await db.ChatMessages.Where(m => m.RoomId == room).OrderByDescending(m => m.Number).Skip(MostMessages)
            .Select(m => (long?)m.Number).FirstOrDefaultAsync(cancellationToken);
        if (tooOld is { } number)
        {
            await db.ChatMessages.Where(m => m.RoomId == room && m.Number <= number).ExecuteDeleteAsync(cancellationToken);
        }
    }
}
