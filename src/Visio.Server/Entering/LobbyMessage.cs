namespace Visio.Server.Entering;

/// <summary>What a host says to somebody who waits.</summary>
/// <param name="Number">1 for the first in this lobby, then upwards: a client that reconnects names the last it has (<c>Last-Event-ID</c>).</param>
/// <param name="Text">The message.</param>
/// <param name="From">The host's name; null where there is none.</param>
/// <param name="At">When.</param>
internal sealed record LobbyMessage([property: System.Text.Json.Serialization.JsonIgnore] int Number, string Text, string? From, DateTimeOffset At);
