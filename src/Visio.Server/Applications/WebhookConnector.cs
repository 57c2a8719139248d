using System.Net;
using System.Net.Sockets;
using Visio.Server.Settings;

namespace Visio.Server.Applications;

/// <summary>
/// Opens the connections of webhooks. The check is made on the address that is connected to, after the name was resolved: a name that
/// changes its address between a check and its use gains nothing.
/// </summary>
internal sealed class WebhookConnector(VisioSettings settings)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        IPAddress[] addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        var encrypted = context.InitialRequestMessage.RequestUri?.Scheme == Uri.UriSchemeHttps;
        var allowed = Array.FindAll(addresses, address => MayReach(address, encrypted));
        if (allowed.Length == 0)
        {
            throw new WebhookAddressException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Public addresses with TLS, and the networks of the setting with and without.</summary>
    public bool MayReach(IPAddress address, bool encrypted)
    {
        var plain = PublicAddress.Plain(address);
        return settings.WebhookNetworks.Any(network => network.Contains(plain)) || (encrypted && PublicAddress.Is(plain));
    }
}
