using Visio.Rtc.Dtls;

namespace Visio.Sfu;

/// <summary>
/// The media server: one loop, one thread, one UDP port. All methods may be called from any thread; they post to the loop and
/// return at once. What happens comes back through each room's <see cref="MediaRoom.Events"/>.
/// </summary>
public sealed class MediaServer : IDisposable
{
    /// <summary>Opens the socket and starts the loop.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken.</exception>
    public MediaServer(MediaServerOptions options, TimeProvider time) => throw new NotImplementedException();

    /// <summary>The fingerprint of the certificate that every peer of this process is shown.</summary>
    public CertificateFingerprint Fingerprint => throw new NotImplementedException();

    /// <summary>The host candidates to tell clients.</summary>
    public IReadOnlyList<System.Net.IPEndPoint> Candidates => throw new NotImplementedException();

    /// <summary>Opens a room.</summary>
    public MediaRoom OpenRoom(string name) => throw new NotImplementedException();

    /// <summary>Totals since start, for <c>/metrics</c>.</summary>
    public MediaServerStats Snapshot() => throw new NotImplementedException();

    /// <summary>Stops the loop and closes the socket; peers are told (DTLS close_notify).</summary>
    public void Dispose() => throw new NotImplementedException();
}
