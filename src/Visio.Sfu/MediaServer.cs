using System.Net;
using Visio.Rtc.Dtls;
using Visio.Sfu.Loop;
using Visio.Sfu.Routing;

namespace Visio.Sfu;

/// <summary>
/// The media server: one loop, one thread, one UDP port. All methods may be called from any thread; they post to the loop and
/// return at once. What happens comes back through each room's <see cref="MediaRoom.Events"/>.
/// </summary>
public sealed class MediaServer : IDisposable
{
    private readonly DtlsCertificate _certificate;
    private readonly MediaCore _core;
    private readonly MediaLoop _loop;
    private readonly MediaIds _ids = new();

    /// <summary>Opens the socket and starts the loop.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken.</exception>
    public MediaServer(MediaServerOptions options, TimeProvider time)
    {
        var socket = UdpSocket.Open(new(options.BindAddress, options.Port));
        Candidates = LocalAddresses.Candidates(options, socket.LocalEndPoint.Port);
        _certificate = DtlsCertificate.Create(time.GetUtcNow());
        var clock = new LoopClock(time);
        _core = new(socket, _certificate, SystemRandomSource.Instance, clock.WallClock);
        _loop = new(socket, clock, _core);
    }

    /// <summary>The fingerprint of the certificate that every peer of this process is shown.</summary>
    public CertificateFingerprint Fingerprint => _certificate.Fingerprint;

    /// <summary>The host candidates to tell clients.</summary>
    public IReadOnlyList<IPEndPoint> Candidates { get; }

    /// <summary>Opens a room.</summary>
    /// <param name="name">What the logs call it.</param>
    public MediaRoom OpenRoom(string name) => new(_loop, _ids);

    /// <summary>Totals since start, for <c>/metrics</c>.</summary>
    public MediaServerStats Snapshot() => _core.Counters.Snapshot();

    /// <summary>Stops the loop and closes the socket; peers are told (DTLS close_notify).</summary>
    public void Dispose()
    {
        _loop.Dispose();
        _certificate.Dispose();
    }
}
