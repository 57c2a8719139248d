using Visio.Server.Policies;

namespace Visio.Server.Rooms;

/// <summary>
/// Somebody's leave to be in a room, made anew for every join. Its identity is all that the media server and the others see; this row
/// alone knows who is behind it, and what they may do now.
/// </summary>
internal sealed class Admission
{
    /// <summary>128 random bits that begin with <c>p_</c>.</summary>
    public required string Identity { get; init; }

    public required Guid RoomId { get; init; }

    /// <summary>The meeting it belongs to; null until the media server has taken the person in.</summary>
    public Guid? MeetingId { get; set; }

    /// <summary>The account; null for a guest, and after the person was erased.</summary>
    public Guid? UserId { get; set; }

    /// <summary>The guest's session; null for an account.</summary>
    public string? GuestKey { get; init; }

    /// <summary>The session it was given to: media ends when that is revoked.</summary>
    public string? SessionId { get; init; }

    public Guid? ApplicationId { get; init; }

    public required EntryKind Kind { get; init; }

    /// <summary>The name that others see.</summary>
    public required string Name { get; set; }

    /// <summary>The role in this meeting: that of the member, or what a host has made of it since.</summary>
    public required RoomRole Role { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the media server took the person in for the first time.</summary>
    public DateTimeOffset? JoinedAt { get; set; }

    public DateTimeOffset? LeftAt { get; set; }

    /// <summary>Set when the leave was taken back (removed, banned, disabled): the token does not work any more.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
}
