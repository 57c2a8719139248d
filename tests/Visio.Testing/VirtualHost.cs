using Visio.Rtc;

namespace Visio.Testing;

/// <summary>An endpoint's place in a <see cref="VirtualNetwork"/>.</summary>
public sealed class VirtualHost
{
    internal VirtualHost(IVirtualEndpoint endpoint, TransportAddress address)
    {
        Endpoint = endpoint;
        Address = address;
    }

    public IVirtualEndpoint Endpoint { get; }

    /// <summary>
    /// The address the others see. Assigning another one is a NAT rebinding: from then on datagrams leave from the new one, and what
    /// is sent to the old one is lost.
    /// </summary>
    public TransportAddress Address { get; set; }

    /// <summary>The way out.</summary>
    public LinkConditions Uplink
    {
        get => WayOut.Conditions;
        set => WayOut.Conditions = value;
    }

    /// <summary>The way in.</summary>
    public LinkConditions Downlink
    {
        get => WayIn.Conditions;
        set => WayIn.Conditions = value;
    }

    internal Link WayOut { get; } = new();

    internal Link WayIn { get; } = new();
}
