namespace Visio.Rtc.Sdp;

/// <summary>The <c>o=</c> line (RFC 8866 §5.2).</summary>
/// <param name="Username">The user's name, or <c>-</c>.</param>
/// <param name="SessionId">Unique per session and host.</param>
/// <param name="SessionVersion">Grows by one with every changed description (RFC 9429 §5.2.2).</param>
/// <param name="Address">Network type, address type and address, such as <c>IN IP4 0.0.0.0</c>.</param>
public sealed record SdpOrigin(string Username, ulong SessionId, ulong SessionVersion, string Address);
