using Visio.LiveKit.Negotiation;
using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>A track in one codec, as the media loop receives it.</summary>
/// <param name="publication">Its end in the media loop.</param>
/// <param name="section">The media section it comes by.</param>
/// <param name="options">How it is received.</param>
internal sealed class TrackEncoding(PublicationId publication, ReceiveSection section, PublicationOptions options)
{
    public PublicationId Publication { get; } = publication;

    public PublicationOptions Options { get; } = options;

    /// <summary>What it comes in.</summary>
    public CodecFormat Format { get; } = section.Format;

    /// <summary>Its media section.</summary>
    public string Mid { get; } = section.Mid;

    /// <summary>The client's own id of the track, as the offer says it.</summary>
    public string ClientTrackId { get; } = section.TrackId;

    /// <summary>How many sizes its pictures come in, as streams of their own or within one; 0 when nothing is known of that.</summary>
    public int Layers => Math.Max(Options.Rids.Count, Options.SpatialLayers);
}
