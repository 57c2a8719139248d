namespace Visio.Rtc.Dtls;

/// <summary>A certificate's hash as SDP signals it (RFC 8122 §5).</summary>
/// <param name="Algorithm">The hash function, lower case: <c>sha-256</c>, <c>sha-384</c> or <c>sha-512</c>.</param>
/// <param name="Value">Upper-case hexadecimal bytes joined by colons.</param>
public sealed record CertificateFingerprint(string Algorithm, string Value);
