namespace Visio.Server.Admin;

/// <summary>Says which account stays.</summary>
/// <param name="Into">Its id.</param>
internal sealed record MergeRequest(Guid? Into);
