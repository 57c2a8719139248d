using System.Net;

namespace Visio.Sfu;

/// <summary>How the media server is reached.</summary>
public sealed record MediaServerOptions
{
    /// <summary>The address to bind to; IPv6Any binds every address of both families.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.IPv6Any;

    /// <summary>The UDP port; 0 lets the system choose one.</summary>
    public int Port { get; init; } = 7882;

    /// <summary>The TCP port of ICE for networks that block UDP (RFC 6544); 0 lets the system choose one, null means none.</summary>
    public int? TcpPort { get; init; }

    /// <summary>TURN; null means that it is not served.</summary>
    public TurnOptions? Turn { get; init; }

    /// <summary>The addresses told to clients as host candidates; empty means those of the machine's interfaces.</summary>
    public IReadOnlyList<IPAddress> AdvertisedAddresses { get; init; } = [];

    /// <summary>Called on the loop's thread with each new <see cref="MediaServerStats.ShedLevel"/>; must not wait.</summary>
    public Action<int> ShedLevelChanged { get; init; } = _ => { };
}
