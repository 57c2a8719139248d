using Visio.Rtc;
using Visio.Sfu;

namespace Visio.LiveKit.Negotiation;

/// <summary>A media section the client publishes on, or has published on.</summary>
/// <param name="Mid">The section's identification.</param>
/// <param name="Kind">Sound or pictures.</param>
/// <param name="StreamId">The first part of <c>a=msid</c>, or <c>-</c>.</param>
/// <param name="TrackId">The second part of <c>a=msid</c>: the client's own id of the track, by which a pending <c>add_track</c> is found.</param>
internal sealed record ReceiveSection(string Mid, MediaKind Kind, string StreamId, string TrackId)
{
    /// <summary>How to receive it; null when the client has stopped to send, or when <see cref="Refusal"/> says why we do not receive it.</summary>
    public PublicationOptions? Options { get; init; }

    /// <summary>The format it comes in.</summary>
    public CodecFormat Format { get; init; }

    /// <summary>The codec that the client offered first, which may not be the one that was agreed.</summary>
    public MediaCodec? Offered { get; init; }

    /// <summary>Why the section was refused, in plain words for the client and the log; null when it was not.</summary>
    public string? Refusal { get; init; }

    /// <summary>Whether media is to be expected on the section.</summary>
    public bool Active => Options is not null;
}
