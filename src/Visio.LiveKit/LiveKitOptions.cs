using System.Net;
using Visio.LiveKit.Tokens;

namespace Visio.LiveKit;

/// <summary>Settings of the LiveKit-compatible server.</summary>
public sealed class LiveKitOptions
{
    /// <summary>API keys and their secrets; at least one.</summary>
    public IDictionary<string, string> Keys { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The UDP port of the media loop; 0 lets the system choose one.</summary>
    public int MediaPort { get; set; } = 7882;

    /// <summary>The address the media port binds to.</summary>
    public IPAddress MediaBindAddress { get; set; } = IPAddress.Any;

    /// <summary>Addresses told to clients as ICE host candidates; empty means those of the machine's interfaces.</summary>
    public IList<IPAddress> AdvertisedAddresses { get; } = [];

    /// <summary>Whether a join creates a room that does not exist.</summary>
    public bool AutoCreateRooms { get; set; } = true;

    /// <summary>How long a room that nobody has joined stays.</summary>
    public TimeSpan EmptyTimeout { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>How long a room stays after the last participant has left.</summary>
    public TimeSpan DepartureTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The longest that stopping the host waits for everybody to be told.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Asked about every token with a good signature before its holder is let in, at a join and at a resume: gives the token with the
    /// rights of today, or null to refuse it (401). Null means that tokens are taken as they are.
    /// </summary>
    public Func<AccessToken, ValueTask<AccessToken?>>? ReviewToken { get; set; }
}
