namespace Visio.Server.Rooms;

/// <summary>A room that was just made.</summary>
/// <param name="Slug">Its code, as <c>abc-defg-hij</c>.</param>
/// <param name="Title">What the meeting is about.</param>
/// <param name="Url">The link to send to others.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record CreatedRoom(string Slug, string? Title, string Url, DateTimeOffset CreatedAt);
