using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
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

        if (settings.RemoteMedia is not null)
        {
            yield break;
        }

        var bind = settings.MediaBindAddress.Equals(IPAddress.IPv6Any) && !Socket.OSSupportsIPv6 ? IPAddress.Any : settings.MediaBindAddress;
        for (var i = 0; i < settings.MediaLoops; i++)
        {
            var media = new IPEndPoint(bind, settings.MediaPort == 0 ? 0 : settings.MediaPort + i);
            yield return Check($"media port {media.Port}/udp", media, ProtocolType.Udp, "--media-port");
        }

        if (settings.MediaTcpPort is { } tcpPort)
        {
            yield return Check($"media port {tcpPort}/tcp", new IPEndPoint(bind, tcpPort), ProtocolType.Tcp, "Media:TcpPort");
        }

        foreach (var finding in settings.Turn is { } turn ? Turn(turn, bind) : [])
        {
            yield return finding;
        }
    }

    private static IEnumerable<Finding> Turn(TurnSettings turn, IPAddress bind)
    {
        yield return Check($"TURN port {turn.Port}/udp", new IPEndPoint(bind, turn.Port), ProtocolType.Udp, "Turn:Port");
        yield return Check($"TURN port {turn.Port}/tcp", new IPEndPoint(bind, turn.Port), ProtocolType.Tcp, "Turn:Port");
        if (turn.CertificateFile.Length == 0)
        {
            yield break;
        }

        yield return Check($"TURN port {turn.TlsPort}/tcp (TLS)", new IPEndPoint(bind, turn.TlsPort), ProtocolType.Tcp, "Turn:TlsPort");
        yield return Certificate(turn);
    }

    private static Finding Certificate(TurnSettings turn)
    {
        const string name = "TURN certificate";
        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(turn.CertificateFile, turn.KeyFile.Length > 0 ? turn.KeyFile : turn.CertificateFile);
            return certificate.MatchesHostname(turn.Domain)
                ? new Finding(name, $"for {turn.Domain}, until {certificate.NotAfter.ToUniversalTime():u}")
                : new Finding(name, $"not for {turn.Domain}", "Correct Turn:Domain or Turn:CertificateFile.");
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return new Finding(name, unusable.Message, "Turn:CertificateFile and Turn:KeyFile must be a certificate and its key in PEM, readable by this user.");
        }
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
