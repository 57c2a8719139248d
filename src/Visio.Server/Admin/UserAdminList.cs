namespace Visio.Server.Admin;

/// <summary>A part of the accounts.</summary>
/// <param name="Users">The newest first.</param>
/// <param name="Next">The cursor of what follows; null at the end.</param>
internal sealed record UserAdminList(IReadOnlyList<UserAdminView> Users, string? Next);
