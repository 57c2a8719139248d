using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;
using Visio.Rtc.Sdp;

namespace Visio.LiveKit.Tests;

/// <summary>What a client answers to the server's offers: it takes everything.</summary>
internal static class Answers
{
    public static IceCredentials Credentials { get; } = new("sx8f", "FLDczBUMWXoUuEbYKvggZtki");

    public static CertificateFingerprint Fingerprint { get; } = new("sha-256", string.Join(':', Enumerable.Repeat("CD", 32)));

    /// <summary>The answer as SDP.</summary>
    /// <param name="offer">The server's offer.</param>
    /// <param name="change">Changes each section of the answer before it is written.</param>
    public static string To(string offer, Action<MediaDescription>? change = null) => To(offer, Credentials, Fingerprint, change);

    public static string To(string offer, IceCredentials credentials, CertificateFingerprint fingerprint, Action<MediaDescription>? change = null)
    {
        Assert.True(SdpParser.TryParse(offer, out var session, out var error), error);
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
            media.Transport.Setup = SetupRole.Active;
            media.Transport.UsernameFragment = credentials.UsernameFragment;
            media.Transport.Password = credentials.Password;
            change?.Invoke(media);
        }

        return SdpWriter.Write(session);
    }
}
