namespace Visio.Server.Entering;

/// <summary>What those who wait are told of the meeting.</summary>
/// <param name="HostPresent">Whether somebody is in the room who can let them in.</param>
/// <param name="Waiting">How many wait.</param>
internal sealed record LobbyState(bool HostPresent, int Waiting);
