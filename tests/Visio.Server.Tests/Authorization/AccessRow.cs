namespace Visio.Server.Tests.Authorization;

/// <summary>A route, a request that changes nothing where it is let through, and what every kind of caller gets.</summary>
/// <param name="Route">Method and pattern. Names in braces stand for the room and for ids of nothing.</param>
/// <param name="Access">What each <see cref="Actor"/> gets: <see cref="AccessTable.Through"/>, or the code of the refusal.</param>
/// <param name="Body">JSON; null for none.</param>
/// <param name="Destroys">Whether no harmless request gets through: then only refusals are tried here.</param>
internal sealed record AccessRow(string Route, string[] Access, string? Body = null, bool Destroys = false);
