namespace Visio.Server.Admin;

/// <summary>A part of the applications.</summary>
/// <param name="Applications">In the order of their names.</param>
/// <param name="Next">The cursor of what follows; null at the end.</param>
internal sealed record ApplicationList(IReadOnlyList<ApplicationView> Applications, string? Next);
