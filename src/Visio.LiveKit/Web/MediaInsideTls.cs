using System.Buffers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Visio.Rtc.Framing;

namespace Visio.LiveKit.Web;

/// <summary>
/// Looks at what comes out of TLS: STUN goes to the media server, which reads and writes the TLS stream itself; everything else is HTTP.
/// </summary>
internal sealed class MediaInsideTls(IWebMedia media, ConnectionDelegate next)
{
    /// <summary>How long a connection may say nothing after its handshake. Browsers make some in advance, and make new ones.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        if (connection.Features.Get<ISslStreamFeature>()?.SslStream is not { } tls || connection.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket)
        {
            await next(connection);
            return;
        }

        var input = connection.Transport.Input;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        limit.CancelAfter(Patience);
        ReadOnlySequence<byte> received;
        try
        {
            received = (await input.ReadAsync(limit.Token)).Buffer;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // Gone, or silent for too long.
            return;
        }

        // One byte is enough to tell STUN from HTTP; which STUN it is, the media server finds out.
        if (received.IsEmpty || FirstBytes.Decide(received.FirstSpan[..1]) != StreamProtocol.Undecided)
        {
            input.AdvanceTo(received.Start);
            await next(connection);
            return;
        }

        var taken = received.ToArray();
        input.AdvanceTo(received.End);
        var closing = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? connection.ConnectionClosed;
        await media.ServeAsync(socket, tls, taken, closing);
    }
}
