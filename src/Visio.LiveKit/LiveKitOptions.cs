using System.Net;
using Visio.LiveKit.Tokens;

namespace Visio.LiveKit;

/// <summary>Settings of the LiveKit-compatible server.</summary>
public sealed class LiveKitOptions
{
    /// <summary>API keys and their secrets; at least one.</summary>
    public IDictionary<string, string> Keys { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The UDP port of the first media loop, the others have those that follow; 0 lets the system choose.</summary>
    public int MediaPort { get; set; } = 7882;

    /// <summary>Media loops: threads with a UDP port each. 0 is one for each processor.</summary>
    public int MediaLoops { get; set; } = 1;

    /// <summary>Whether each thread of several media loops stays on a processor of its own.</summary>
    public bool PinMediaThreads { get; set; }

    /// <summary>Peers of one room that a media loop takes before others do; null leaves that to the media server.</summary>
    internal int? PeersOfRoomPerLoop { get; set; }

    /// <summary>The TCP port of the media server, for networks that block UDP; 0 lets the system choose one, null means none.</summary>
    public int? MediaTcpPort { get; set; } = 7881;

    /// <summary>The address the media port binds to; IPv6Any is every address of both families.</summary>
    public IPAddress MediaBindAddress { get; set; } = IPAddress.IPv6Any;

    /// <summary>Addresses told to clients as ICE host candidates; empty means those of the machine's interfaces.</summary>
    public IList<IPAddress> AdvertisedAddresses { get; } = [];

    /// <summary>TURN; null means that it is not served.</summary>
    public LiveKitTurnOptions? Turn { get; set; }

    /// <summary>
    /// Media over the ports that Kestrel listens on: ICE over TCP, and TURN where it is served. Null means that they are the web's alone. On ports
    /// with TLS, <see cref="LiveKitListenOptionsExtensions.UseLiveKitMedia"/> is needed too.
    /// </summary>
    public LiveKitWebOptions? Web { get; set; }

    /// <summary>Webhooks: who is told by HTTP what happens in the rooms.</summary>
    public LiveKitWebhookOptions Webhooks { get; } = new();

    /// <summary>Whether a join creates a room that does not exist.</summary>
    public bool AutoCreateRooms { get; set; } = true;

    /// <summary>How long a room that nobody has joined stays.</summary>
    public TimeSpan EmptyTimeout { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>How long a room stays after the last participant has left.</summary>
    public TimeSpan DepartureTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Room configurations that CreateRoom and tokens may name, as protojson of RoomConfiguration.</summary>
    public IDictionary<string, string> RoomPresets { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The longest that stopping the host waits for everybody to be told.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Asked about every token with a good signature before its holder is let in, at a join and at a resume: gives the token with the
    /// rights of today, or null to refuse it (401); throws <see cref="LiveKitUnavailableException"/> where that cannot be said now (503). Null
    /// means that tokens are taken as they are.
    /// </summary>
    public Func<AccessToken, ValueTask<AccessToken?>>? ReviewToken { get; set; }

    /// <summary>The topics of which <see cref="ObserveText"/> is told.</summary>
    public ISet<string> ObservedTopics { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>
    /// Called with what participants write to everybody, and never with what is for some alone or encrypted. On the room's loop: it must
    /// neither block nor throw.
    /// </summary>
    public Action<LiveText>? ObserveText { get; set; }
}
