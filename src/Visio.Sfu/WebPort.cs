using System.Net;

namespace Visio.Sfu;

/// <summary>A TCP port of the web on which clients reach the media server too.</summary>
/// <param name="Bound">Where it listens.</param>
/// <param name="PublicPort">The number under which clients reach it, from 1 to 65535.</param>
/// <param name="TlsName">The name in its certificate; null where it speaks no TLS, or where nobody knows its name.</param>
/// <param name="IsTls">Whether it speaks TLS.</param>
public sealed record WebPort(IPEndPoint Bound, int PublicPort, string? TlsName, bool IsTls);
