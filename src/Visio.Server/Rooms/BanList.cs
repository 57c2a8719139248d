namespace Visio.Server.Rooms;

/// <summary>Some of the bans of a room, the newest first.</summary>
/// <param name="Bans">The bans.</param>
/// <param name="Next">The <c>cursor</c> for those that follow; null at the end.</param>
internal sealed record BanList(IReadOnlyList<BanView> Bans, Guid? Next);
