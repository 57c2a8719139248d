using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Visio.LiveKit;
using Visio.Server.Accounts;
using Visio.Server.Data;
using Visio.Server.Hosting;
using Visio.Server.Media;
using Visio.Server.Policies;

namespace Visio.Server.Meetings;

/// <summary><c>/api/v1/rooms/{slug}/meeting/chat</c>: what was written before one came.</summary>
internal static class ChatEndpoints
{
    /// <summary>How long what was just written is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private const int MaxIdLength = 64;

    public static void MapChat(this IEndpointRouteBuilder meeting)
    {
        meeting.MapGet("/chat", Get).Allow(Who.Anyone, null).RequireRateLimiting(RateLimits.Act)
            .WithName("getChat").WithSummary("The public chat so far, where the room keeps it; for those who are in the meeting")
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status429TooManyRequests);
        meeting.MapPost("/chat", Keep).ForOneself().WithName("keepChat")
            .WithSummary("Hand in a copy of what one wrote to everybody, where the answer to the join asks for it; elsewhere it is ignored");
    }

    private static async Task<Results<Ok<ChatView>, ProblemHttpResult>> Get(
        string slug, Caller caller, MeetingLookup meetings, ChatInbox inbox, VisioDb db, CancellationToken cancellationToken)
    {
        var (meeting, refusal) = await meetings.AsInsiderAsync(slug, caller, cancellationToken);
        if (meeting is null)
        {
            return refusal!;
        }

        // A host who is not there would read along unseen.
        if (meeting.Own.Count == 0)
        {
            return MeetingProblems.NotInside;
        }

        if (!meeting.Room.ChatHistory)
        {
            return TypedResults.Ok(new ChatView([]));
        }

        await Task.WhenAny(inbox.WrittenAsync(), Task.Delay(Patience, cancellationToken));
        var room = meeting.Room.Id;
        var messages = await db.ChatMessages.AsNoTracking().Where(m => m.RoomId == room).OrderBy(m => m.Number).ToListAsync(cancellationToken);
        var reactions = (await db.ChatReactions.AsNoTracking().Where(r => r.RoomId == room).OrderBy(r => r.AddedAt).ToListAsync(cancellationToken)).ToLookup(r => r.Number);
        return TypedResults.Ok(new ChatView([.. messages.Select(m => View(m, reactions[m.Number]))]));
    }

    /// <summary>A media server elsewhere does not say what is written: those who write do. For others they cannot speak.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> Keep(
        string slug,
        KeepChatRequest request,
        Caller caller,
        MeetingLookup meetings,
        ChatInbox inbox,
        ILiveRooms liveRooms,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!Targets.IsIdentity(request.Identity))
        {
            return MeetingProblems.InvalidIdentity;
        }

        var isMessage = request.Topic == LiveText.ChatTopic;
        if (request is not { Text.Length: > 0 and <= LiveText.MaxLength, Id.Length: <= MaxIdLength, ReplyTo: null or { Length: <= MaxIdLength } }
            || (isMessage ? request.Id.Length == 0 : request.Topic != ReactionChange.Topic))
        {
            return MeetingProblems.InvalidText;
        }

        var (meeting, own, refusal) = await meetings.AsOneselfAsync(slug, request.Identity, caller, cancellationToken);
        if (own is null)
        {
            return refusal!;
        }

        if (liveRooms.IsRemote && RoomRights.Has(meeting!.Room.Rights.Chat, own.Role))
        {
            inbox.Put(new LiveText
            {
                Room = meeting.Room.MediaName,
                Identity = own.Identity,
                Name = own.Name,
                Topic = request.Topic!,
                Id = request.Id,
                Text = request.Text,
                At = time.GetUtcNow(),
                ReplyTo = request.ReplyTo ?? "",
            });
        }

        return TypedResults.NoContent();
    }

    private static ChatView.Message View(ChatMessage message, IEnumerable<ChatReaction> reactions) => new(
        message.MessageId,
        message.Identity,
        message.Name,
        message.Text,
        message.SentAt.ToUnixTimeMilliseconds(),
        message.ReplyTo,
        [.. reactions.GroupBy(r => r.Emoji, StringComparer.Ordinal).Select(same => new ChatView.Reaction(same.Key, [.. same.Select(r => r.Identity)]))]);
}
