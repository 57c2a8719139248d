namespace Visio.LiveKit.Probing;

/// <summary>An address of TURN, as the server tells clients (RFC 7065).</summary>
/// <param name="Url">As <c>turns:visio.example:443?transport=tcp</c>.</param>
/// <param name="Username">Good while the session lasts.</param>
/// <param name="Password">Its password.</param>
public sealed record ProbeRelay(string Url, string Username, string Password);
