using Visio.Server.Policies;

namespace Visio.Server.Meetings;

/// <summary>What everybody in a room is told about it, as JSON in the room's metadata.</summary>
/// <param name="Title">What the meeting is about.</param>
/// <param name="Access">Who may enter.</param>
/// <param name="Locked">Whether nobody but hosts may enter any more.</param>
/// <param name="Rights">Who may do what.</param>
/// <param name="Spotlight">The identities of those whom everybody is to see large.</param>
/// <param name="ChatHistory">Whether those who come late get what was written before.</param>
/// <param name="Recording">What is recorded; null for nothing.</param>
internal sealed record RoomMetadata(
    string? Title, AccessLevel Access, bool Locked, RoomRights Rights, IReadOnlyList<string> Spotlight, bool ChatHistory, object? Recording = null);
