namespace Visio.Server.Admin;

/// <summary>Says what becomes of the rooms that nobody else owns.</summary>
/// <param name="Heir">The id of the account that gets them; null deletes them.</param>
internal sealed record EraseRequest(Guid? Heir);
