namespace Visio.LiveKit.Negotiation;

/// <summary>What a publisher of sound wants of Opus (RFC 7587 §6.1).</summary>
/// <param name="Stereo">Two channels, at 510 kbit/s at most (<c>TF_STEREO</c>).</param>
/// <param name="DiscontinuousTransmission">Silence may be left out; false with <c>TF_NO_DTX</c>.</param>
internal readonly record struct OpusPreference(bool Stereo, bool DiscontinuousTransmission);
