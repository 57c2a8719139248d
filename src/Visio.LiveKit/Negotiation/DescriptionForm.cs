using Visio.Rtc.Sdp;

namespace Visio.LiveKit.Negotiation;

/// <summary>What sets a description of ours apart from the others.</summary>
/// <param name="Setup">Our part in the DTLS handshake (RFC 8842 §5).</param>
/// <param name="AllowsMixedExtensions">Whether header extensions of one and of two bytes may be mixed (RFC 8285 §6).</param>
/// <param name="OffersAll">Whether every section lists all codecs it can carry, as an offer does; an answer lists those that are used.</param>
/// <param name="DelaysPlayout">Whether receivers are told how long to hold pictures back.</param>
internal readonly record struct DescriptionForm(SetupRole Setup, bool AllowsMixedExtensions, bool OffersAll, bool DelaysPlayout);
