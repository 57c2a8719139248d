using Visio.Server.Accounts;
using Visio.Server.Policies;
using Visio.Server.Rooms;

namespace Visio.Server.Entering;

/// <summary>Somebody who asks to enter: what an admission will remember of them.</summary>
internal sealed record Entrant
{
    public Guid? UserId { get; init; }

    /// <summary>The guest's session; for whom an application acts that acts for no account, the ticket.</summary>
    public string? GuestKey { get; init; }

    /// <summary>When the guest's session began; null for an account.</summary>
    public DateTimeOffset? GuestSince { get; init; }

    public string? SessionId { get; init; }

    public Guid? ApplicationId { get; init; }

    public required EntryKind Kind { get; init; }

    public required string Name { get; init; }

    /// <summary>Whether the caller signed in as strongly as the policy demands of hosts.</summary>
    public required bool HasHostAssurance { get; init; }

    /// <summary>The same for the same person, whichever tab or device: one person has one place in a lobby.</summary>
    public string Key => UserId is { } user ? $"user {user}" : $"guest {GuestKey}";

    public static Entrant Of(Caller caller, EntryKind kind, string name, string? ticket, Policy policy, DateTimeOffset now) => new()
    {
        UserId = caller.UserId,
        GuestKey = caller.UserId is null ? caller.GuestKey ?? ticket : null,
        GuestSince = caller.UserId is null ? caller.GuestSince ?? now : null,
        SessionId = caller.SessionId,
        ApplicationId = caller.ApplicationId,
        Kind = kind,
        Name = name,
        HasHostAssurance = Assurance.SufficesForHost(caller, policy),
    };

    /// <summary>The row of one more join.</summary>
    public Admission NewAdmission(Room room, RoomRole role, DateTimeOffset now) => new()
    {
        Identity = JoinToken.NewIdentity(),
        RoomId = room.Id,
        UserId = UserId,
        GuestKey = GuestKey,
        SessionId = SessionId,
        ApplicationId = ApplicationId,
        Kind = Kind,
        Name = Name,
        Role = role,
        CreatedAt = now,
    };
}
