namespace Visio.Server.Rooms;

/// <summary>A room as anybody who knows its code may see it.</summary>
/// <param name="Slug">Its code, as <c>abc-defg-hij</c>.</param>
/// <param name="Title">What the meeting is about.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Participants">How many people are in it now.</param>
internal sealed record RoomView(string Slug, string? Title, DateTimeOffset CreatedAt, int Participants);
