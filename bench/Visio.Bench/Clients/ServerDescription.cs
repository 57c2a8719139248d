using System.Globalization;
using System.Net;
using Visio.Rtc;
using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;
using Visio.Rtc.Sdp;

namespace Visio.Bench.Clients;

/// <summary>What a client reads from the server's descriptions, and what it answers: it takes everything.</summary>
internal static class ServerDescription
{
    public static SdpSession Parse(string sdp) =>
        SdpParser.TryParse(sdp, out var session, out var error) ? session : throw new InvalidOperationException($"the server's description: {error}");

    /// <summary>The transport, and our DTLS role in it.</summary>
    /// <param name="session">The server's description.</param>
    /// <param name="ownRole">Our role if the server leaves it to us.</param>
    public static RemoteDescription Transport(SdpSession session, DtlsRole ownRole)
    {
        var media = session.Media.First(m => !m.IsRejected);
        var fingerprint = media.Transport.Fingerprints.Concat(session.Transport.Fingerprints).First();
        var role = (media.Transport.Setup ?? session.Transport.Setup) switch
        {
            SetupRole.Active => DtlsRole.Server,
            SetupRole.Passive => DtlsRole.Client,
            _ => ownRole,
        };
        var fragment = media.Transport.UsernameFragment ?? session.Transport.UsernameFragment;
        var password = media.Transport.Password ?? session.Transport.Password;
        return new(new(fragment!, password!), fingerprint, role, 65_535);
    }

    /// <summary>The first address by UDP; null when the description has none yet.</summary>
    public static IPEndPoint? Address(SdpSession session, IPAddress? preferred) =>
        session.Media.SelectMany(m => m.Candidates).Where(IsUsable).OrderByDescending(c => c.Address == preferred?.ToString()).Select(ToEndPoint).FirstOrDefault();

    public static IPEndPoint? Address(string candidate) =>
        IceCandidate.TryParse(candidate, out var parsed) && IsUsable(parsed) ? ToEndPoint(parsed) : null;

    /// <summary>The streams that an offer announces.</summary>
    public static IEnumerable<(IncomingStream Stream, uint RepairSsrc, byte TransportNumberId)> Streams(SdpSession offer, LoadCounters counters)
    {
        foreach (var media in offer.Media.Where(m => m is { IsRejected: false, Sends: true, Media: not "application" } && m.Ssrcs.Count > 0))
        {
            var kind = media.Media == "audio" ? MediaKind.Audio : MediaKind.Video;
            var group = media.SsrcGroups.FirstOrDefault(g => g.Semantics == "FID");
            var ssrc = group?.Ssrcs[0] ?? media.Ssrcs[0].Ssrc;
            var codec = media.RtpMaps.First(m => kind == MediaKind.Audio ? m.Is("opus", 48_000) : m.Is("VP8", 90_000));
            yield return (
                new(counters, kind, ssrc, codec.PayloadType, media.Feedback.Any(f => f.Value == "nack" && f.PayloadType == codec.PayloadType)),
                group?.Ssrcs[1] ?? 0,
                ExtensionIds.From(media).TransportSequenceNumber);
        }
    }

    /// <summary>Turns an offer into its answer.</summary>
    public static string Answer(SdpSession session, IceCredentials credentials, CertificateFingerprint fingerprint)
    {
        session.IceLite = false;
        session.Transport.Fingerprints.Clear();
        session.Transport.Fingerprints.Add(fingerprint);
        foreach (var media in session.Media)
        {
            media.Direction = media.Direction == MediaDirection.SendOnly ? MediaDirection.RecvOnly : media.Direction;
            media.StreamIds.Clear();
            media.Ssrcs.Clear();
            media.SsrcGroups.Clear();
            media.Candidates.Clear();
            media.Transport.Fingerprints.Clear();
            media.Transport.Setup = SetupRole.Active;
            media.Transport.UsernameFragment = credentials.UsernameFragment;
            media.Transport.Password = credentials.Password;
        }

        return SdpWriter.Write(session);
    }

    private static bool IsUsable(IceCandidate candidate) =>
        candidate.Component == 1
        && candidate.Transport.Equals("udp", StringComparison.OrdinalIgnoreCase)
        && IPAddress.TryParse(candidate.Address, out var address)
        && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;

    private static IPEndPoint ToEndPoint(IceCandidate candidate) => IPEndPoint.Parse(string.Create(CultureInfo.InvariantCulture, $"{candidate.Address}:{candidate.Port}"));
}
