using System.Net;
using System.Net.Sockets;
using Visio.Server.Settings;

namespace Visio.Server.Doctor;

/// <summary>Whether the ports can be had.</summary>
internal static class PortChecks
{
    public static IEnumerable<Finding> Run(VisioSettings settings)
    {
        foreach (var url in settings.Urls)
        {
            // '*' and '+' are Kestrel's words for every address.
            var uri = new Uri(url.Replace("*", "0.0.0.0", StringComparison.Ordinal).Replace("+", "0.0.0.0", StringComparison.Ordinal));
            var address = IPAddress.TryParse(uri.Host.Trim('[', ']'), out var parsed) ? parsed : uri.IsLoopback ? IPAddress.Loopback : IPAddress.Any;
            yield return Check($"web port {uri.Port}/tcp", new IPEndPoint(address, uri.Port), ProtocolType.Tcp, "--urls");
        }

        var media = new IPEndPoint(settings.MediaBindAddress, settings.MediaPort);
        yield return Check($"media port {media.Port}/udp", media, ProtocolType.Udp, "--media-port");
        yield return Check($"media port {media.Port}/tcp", media, ProtocolType.Tcp, "--media-port");
    }

    private static Finding Check(string name, IPEndPoint endPoint, ProtocolType protocol, string option)
    {
        try
        {
            using var socket = new Socket(
                endPoint.AddressFamily, protocol == ProtocolType.Udp ? SocketType.Dgram : SocketType.Stream, protocol);
            socket.Bind(endPoint);
            if (protocol == ProtocolType.Tcp)
            {
                socket.Listen();
            }

            return new Finding(name, $"free on {endPoint.Address}");
        }
        catch (SocketException refused)
        {
            return new Finding(name, $"{endPoint}: {refused.Message}", refused.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"Another program has it (a running Visio?): stop that one, or choose another with {option}.",
                SocketError.AccessDenied => $"Ports below 1024 need a right that this user lacks: choose another with {option}.",
                SocketError.AddressNotAvailable => "This machine has no such address: correct it in the settings.",
                _ => $"Choose another with {option}.",
            });
        }
    }
}
