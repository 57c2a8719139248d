using Microsoft.AspNetCore.Http.HttpResults;
using Visio.Server.Accounts;
using Visio.Server.Policies;

namespace Visio.Server.Rooms;

/// <summary>Brings what somebody wants into a room, or says why it cannot be.</summary>
internal static class RoomRules
{
    private const int MaxTitleLength = 100;
    private const int MaxCapacity = 10_000;

    /// <summary>Changes the room and answers null; or changes nothing that is saved, and answers with the refusal.</summary>
    public static ProblemHttpResult? Apply(RoomChange change, Room room, Policy policy, DateTimeOffset now)
    {
        if (change.HasTitle)
        {
            string? title = null;
            if (!string.IsNullOrWhiteSpace(change.Title) && !DisplayName.TryParse(change.Title, MaxTitleLength, out title))
            {
                return RoomProblems.InvalidTitle;
            }

            room.Title = title;
        }

        if (change.Slug is { } text)
        {
            if (!RoomSlug.TryParse(text, out var asked) || (asked != room.Slug && !RoomSlug.TryChoose(text, out asked)))
            {
                return RoomProblems.InvalidSlug;
            }

            room.Slug = asked;
        }

        if (change.Access is { } access && access != room.Access)
        {
            if (!policy.AllowedAccessLevels.Contains(access))
            {
                return RoomProblems.AccessNotAllowed;
            }

            room.Access = access;
        }

        if (change.HasCapacity && change.Capacity != room.Capacity)
        {
            if (change.Capacity is < 1 || change.Capacity > Math.Min(MaxCapacity, policy.MaxCapacity ?? MaxCapacity))
            {
                return RoomProblems.InvalidCapacity;
            }

            room.Capacity = change.Capacity;
        }

        if (change.HasExpiresAt)
        {
            if (change.ExpiresAt <= now || change.ExpiresAt > now.AddYears(10))
            {
                return RoomProblems.InvalidExpiry;
            }

            room.ExpiresAt = change.ExpiresAt is { } at ? WholeMilliseconds(at) : null;
        }

        room.Lobby = change.Lobby ?? room.Lobby;
        room.ChatHistory = change.ChatHistory ?? room.ChatHistory;
        room.Locked = change.Locked ?? room.Locked;
        room.Rights = change.Rights?.ApplyTo(room.Rights) ?? room.Rights;
        return null;
    }

    /// <summary>What is stored, so that an answer now and a look-up later agree.</summary>
    public static DateTimeOffset WholeMilliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
