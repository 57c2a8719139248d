namespace Visio.Server.Rooms;

/// <summary>Says who is meant: by account or by e-mail address, not both.</summary>
/// <param name="UserId">The account.</param>
/// <param name="Email">The address.</param>
internal sealed record PersonReference(Guid? UserId = null, string? Email = null);
