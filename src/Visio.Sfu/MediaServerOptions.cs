using System.Net;

namespace Visio.Sfu;

/// <summary>How the media server is reached.</summary>
public sealed record MediaServerOptions
{
    /// <summary>The address the UDP socket binds to.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.Any;

    /// <summary>The UDP port; 0 lets the system choose one.</summary>
    public int Port { get; init; } = 7882;

    /// <summary>The addresses told to clients as host candidates; empty means those of the machine's interfaces.</summary>
    public IReadOnlyList<IPAddress> AdvertisedAddresses { get; init; } = [];
}
