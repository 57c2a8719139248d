using System.Net;

namespace Visio.Sfu;

/// <summary>How the media server is reached.</summary>
public sealed record MediaServerOptions
{
    /// <summary>The address to bind to; IPv6Any binds every address of both families.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.IPv6Any;

    /// <summary>The UDP port of the first loop, the others have those that follow; 0 lets the system choose.</summary>
    public int Port { get; init; } = 7882;

    /// <summary>Media loops: threads with a UDP port each. 0 is one for each processor.</summary>
    public int Loops { get; init; } = 1;

    /// <summary>Whether each thread of several loops stays on a processor of its own.</summary>
    public bool PinThreads { get; init; }

    /// <summary>The TCP port of ICE for networks that block UDP (RFC 6544); 0 lets the system choose one, null means none.</summary>
    public int? TcpPort { get; init; }

    /// <summary>TURN; null means that it is not served.</summary>
    public TurnOptions? Turn { get; init; }

    /// <summary>The addresses told to clients as host candidates; empty means those of the machine's interfaces.</summary>
    public IReadOnlyList<IPAddress> AdvertisedAddresses { get; init; } = [];

    /// <summary>Called on the loop's thread with each new <see cref="MediaServerStats.ShedLevel"/>; must not wait.</summary>
    public Action<int> ShedLevelChanged { get; init; } = _ => { };

    /// <summary>The share of a core from which on a loop takes no more peers of a room.</summary>
    internal double BusyLoop { get; init; } = 0.6;

    /// <summary>Peers of one room that a loop takes before others do.</summary>
    public int PeersOfRoomPerLoop { get; init; } = 200;

    /// <summary>The number of loops.</summary>
    internal int LoopCount => Math.Clamp(Loops == 0 ? Environment.ProcessorCount : Loops, 1, MediaIds.MostLoops);
}
