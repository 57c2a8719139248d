namespace Visio.Server.Meetings;

/// <summary>Raises or lowers one's own hand.</summary>
/// <param name="Identity">One's own identity in the meeting.</param>
/// <param name="Raised">Whether it is to be up.</param>
internal sealed record HandRequest(string? Identity = null, bool? Raised = null);
