using System.Text.Json;
using Visio.Server.Policies;

namespace Visio.Server.Rooms;

/// <summary>A room as the caller may see it: <c>null</c> stands where something is told to members only.</summary>
internal sealed record RoomView
{
    /// <summary>What stands in its link.</summary>
    public required string Slug { get; init; }

    /// <summary>What the meeting is about.</summary>
    public required string? Title { get; init; }

    /// <summary>The link to send to others.</summary>
    public required string Url { get; init; }

    public required AccessLevel Access { get; init; }

    public required bool Locked { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How many people are in it now.</summary>
    public required int Participants { get; init; }

    /// <summary>The caller's: <c>none</c>, <c>participant</c>, <c>member</c>, <c>deputy</c>, <c>coHost</c> or <c>owner</c>.</summary>
    public required string Role { get; init; }

    /// <summary>False for a code that nobody has used: it becomes a room when the caller joins.</summary>
    public required bool Exists { get; init; }

    public LobbyMode? Lobby { get; init; }

    public int? Capacity { get; init; }

    public RoomRights? Rights { get; init; }

    /// <summary>Whether those who come late get what was written in the chat before, while the meeting lasts.</summary>
    public bool? ChatHistory { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    /// <param name="room">The room.</param>
    /// <param name="role">What the caller is in it; null for nothing.</param>
    /// <param name="participants">How many are in it now.</param>
    /// <param name="request">The request, whose host becomes that of the link.</param>
    public static RoomView Of(Room room, RoomRole? role, int participants, HttpRequest request)
    {
        var disclosed = role >= RoomRole.Member;
        return new()
        {
            Slug = room.Slug.Value,
            Title = room.Title,
            Url = UrlOf(room.Slug, request),
            Access = room.Access,
            Locked = room.Locked,
            CreatedAt = room.CreatedAt,
            Participants = participants,
            Role = role is { } known ? JsonNamingPolicy.CamelCase.ConvertName(known.ToString()) : "none",
            Exists = true,
            Lobby = disclosed ? room.Lobby : null,
            Capacity = disclosed ? room.Capacity : null,
            Rights = disclosed ? room.Rights : null,
            ChatHistory = disclosed ? room.ChatHistory : null,
            ExpiresAt = disclosed ? room.ExpiresAt : null,
            LastUsedAt = disclosed ? room.LastUsedAt : null,
        };
    }

    /// <summary>A code that would become a room.</summary>
    public static RoomView Unused(RoomSlug code, Policy policy, DateTimeOffset now, HttpRequest request) => new()
    {
        Slug = code.Value,
        Title = null,
        Url = UrlOf(code, request),
        Access = policy.DefaultAccessLevel,
        Locked = false,
        CreatedAt = now,
        Participants = 0,
        Role = "none",
        Exists = false,
    };

    private static string UrlOf(RoomSlug slug, HttpRequest request) => $"{request.Scheme}://{request.Host.ToUriComponent()}/{slug}";
}
