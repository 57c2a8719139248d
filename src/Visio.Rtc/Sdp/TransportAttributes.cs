using Visio.Rtc.Dtls;

namespace Visio.Rtc.Sdp;

/// <summary>What a description says about ICE and DTLS, for the whole session or for one media section.</summary>
public sealed class TransportAttributes
{
    /// <summary><c>a=ice-ufrag</c> (RFC 8839 §5.4).</summary>
    public string? UsernameFragment { get; set; }

    /// <summary><c>a=ice-pwd</c> (RFC 8839 §5.4).</summary>
    public string? Password { get; set; }

    /// <summary><c>a=ice-options</c> (RFC 8839 §5.6), such as <c>trickle</c>.</summary>
    public string? IceOptions { get; set; }

    /// <summary><c>a=setup</c> (RFC 4145 §4).</summary>
    public SetupRole? Setup { get; set; }

    /// <summary><c>a=fingerprint</c>, one for each hash function (RFC 8122 §5).</summary>
    public IList<CertificateFingerprint> Fingerprints { get; } = [];
}
