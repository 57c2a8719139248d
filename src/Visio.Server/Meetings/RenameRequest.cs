namespace Visio.Server.Meetings;

/// <summary>Changes the name one is shown by.</summary>
/// <param name="Identity">One's own identity in the meeting.</param>
/// <param name="Name">The new name, 1 to 50 characters.</param>
internal sealed record RenameRequest(string? Identity = null, string? Name = null);
