namespace Visio.Sfu;

/// <summary>How one session reaches the media server over TURN.</summary>
/// <param name="Urls">Addresses (RFC 7065), the cheapest way first.</param>
/// <param name="Username">Good for one session and for minutes.</param>
/// <param name="Password">Its password.</param>
public sealed record RelayAccess(IReadOnlyList<string> Urls, string Username, string Password);
