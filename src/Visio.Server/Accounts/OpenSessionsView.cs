namespace Visio.Server.Accounts;

/// <summary>The caller's sessions that are open.</summary>
/// <param name="Sessions">The newest first.</param>
internal sealed record OpenSessionsView(IReadOnlyList<OpenSessionView> Sessions);
