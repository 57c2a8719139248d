using Visio.Sfu;

namespace Visio.LiveKit.Negotiation;

/// <summary>What a client has announced of a track it publishes.</summary>
/// <param name="Opus">What it wants of Opus, for sound.</param>
/// <param name="Red">Whether sound is to be sent with redundancy (RFC 2198) if the client can.</param>
/// <param name="Video">The codec it wants for pictures; null for the first it offers.</param>
internal readonly record struct PublishPreference(OpusPreference Opus, bool Red = false, MediaCodec? Video = null)
{
    /// <summary>That of a track nothing is known of: mono, with discontinuous transmission, without redundancy.</summary>
    public static PublishPreference Unknown { get; } = new(new(Stereo: false, DiscontinuousTransmission: true));
}
