using System.Net;

namespace Visio.LiveKit.Probing;

/// <summary>An address of the media server, as it tells clients.</summary>
/// <param name="EndPoint">Where.</param>
/// <param name="IsTcp">Whether by TCP (RFC 6544), otherwise by UDP.</param>
public sealed record ProbeCandidate(IPEndPoint EndPoint, bool IsTcp);
