namespace Visio.Server.Entering;

/// <summary>That somebody waits, and what hosts said.</summary>
/// <param name="HostPresent">Whether somebody is in the room who can let them in.</param>
/// <param name="Waiting">How many wait.</param>
/// <param name="Messages">The last things that hosts said.</param>
internal sealed record WaitingNow(bool HostPresent, int Waiting, IReadOnlyList<LobbyMessage> Messages)
{
    /// <summary>Always <c>waiting</c>.</summary>
    public string Status { get; } = "waiting";
}
