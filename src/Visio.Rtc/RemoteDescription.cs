using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;

namespace Visio.Rtc;

/// <summary>What SDP told us about the transport of the other side.</summary>
/// <param name="Credentials">Its ICE credentials; a change of them is an ICE restart (RFC 8445 §9).</param>
/// <param name="Fingerprint">The certificate it must show in DTLS.</param>
/// <param name="LocalRole">The DTLS role that is ours by the negotiated <c>a=setup</c>.</param>
/// <param name="MaxMessageSize">The largest data channel message it accepts, in bytes (RFC 8841 §6).</param>
public sealed record RemoteDescription(IceCredentials Credentials, CertificateFingerprint Fingerprint, DtlsRole LocalRole, int MaxMessageSize);
