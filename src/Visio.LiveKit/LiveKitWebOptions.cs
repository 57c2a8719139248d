namespace Visio.LiveKit;

/// <summary>Media over the ports of the web, for networks that let nothing else through.</summary>
public sealed class LiveKitWebOptions
{
    /// <summary>The number under which clients reach the first of the ports, where a NAT or a balancer maps it; null: the one that is bound.</summary>
    public int? PublicPort { get; set; }

    /// <summary>
    /// Asked after the start for the name in the certificate, under which clients look for TURN over TLS; null means that they are not told
    /// of it.
    /// </summary>
    public Func<string?> TlsName { get; set; } = () => null;

    /// <summary>Whether clients are told of ports without TLS. Not of use where a proxy is in front of them.</summary>
    public bool WithoutTls { get; set; } = true;
}
