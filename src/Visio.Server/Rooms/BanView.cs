namespace Visio.Server.Rooms;

/// <summary>Somebody who may not come back.</summary>
/// <param name="Id">To lift it by.</param>
/// <param name="Name">The name the person had in the meeting.</param>
/// <param name="Guest">Whether it was somebody without an account.</param>
/// <param name="CreatedAt">Since when.</param>
internal sealed record BanView(Guid Id, string Name, bool Guest, DateTimeOffset CreatedAt);
