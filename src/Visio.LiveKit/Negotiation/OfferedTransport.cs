using System.Diagnostics.CodeAnalysis;
using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;
using Visio.Rtc.Sdp;

namespace Visio.LiveKit.Negotiation;

/// <summary>The one transport of an offer: everything is bundled, and the bundle's first section speaks for all (RFC 9143 §7.1.3).</summary>
/// <param name="Credentials">The client's ICE credentials.</param>
/// <param name="Fingerprint">The certificate the client will show.</param>
/// <param name="Setup">The DTLS role the client leaves to itself or to us.</param>
/// <param name="MaxMessageSize">The largest data channel message the client takes, in bytes.</param>
internal sealed record OfferedTransport(IceCredentials Credentials, CertificateFingerprint Fingerprint, SetupRole Setup, int MaxMessageSize)
{
    /// <summary>What an end that says nothing takes (RFC 8841 §6.1).</summary>
    private const int DefaultMaxMessageSize = 65_536;

    /// <summary>Reads the transport of a description.</summary>
    /// <param name="session">The description.</param>
    /// <param name="tagged">Its tagged section.</param>
    /// <param name="name">What it is called in <paramref name="error"/>: offer or answer.</param>
    /// <param name="transport">The transport.</param>
    /// <param name="error">Why it cannot be used, in plain words.</param>
    public static bool TryRead(
        SdpSession session,
        MediaDescription tagged,
        string name,
        [NotNullWhen(true)] out OfferedTransport? transport,
        [NotNullWhen(false)] out string? error)
    {
        transport = null;
        var ufrag = tagged.Transport.UsernameFragment ?? session.Transport.UsernameFragment;
        var password = tagged.Transport.Password ?? session.Transport.Password;
        if (ufrag is null || password is null)
        {
            error = $"the {name} has no ICE credentials";
            return false;
        }

        var fingerprint = Choose(tagged.Transport.Fingerprints) ?? Choose(session.Transport.Fingerprints);
        if (fingerprint is null)
        {
            error = $"the {name} has no certificate fingerprint we can check";
            return false;
        }

        var setup = tagged.Transport.Setup ?? session.Transport.Setup ?? SetupRole.ActPass;
        if (setup == SetupRole.HoldConn)
        {
            error = $"the {name} holds the connection back";
            return false;
        }

        transport = new(new(ufrag, password), fingerprint, setup, ReadMaxMessageSize(session));
        error = null;
        return true;
    }

    private static CertificateFingerprint? Choose(IList<CertificateFingerprint> offered)
    {
        CertificateFingerprint? chosen = null;
        foreach (var fingerprint in offered)
        {
            if (fingerprint.Algorithm == "sha-256")
            {
                return fingerprint;
            }

            chosen ??= fingerprint;
        }

        return chosen;
    }

    private static int ReadMaxMessageSize(SdpSession session)
    {
        foreach (var media in session.Media)
        {
            if (media.Media == "application" && media.MaxMessageSize is { } size)
            {
                return size == 0 ? int.MaxValue : (int)Math.Min(size, int.MaxValue);
            }
        }

        return DefaultMaxMessageSize;
    }
}
