using Visio.Rtc;

namespace Visio.LiveKit.Negotiation;

/// <summary>What a client's answer to our offer means for the media loop.</summary>
/// <param name="Remote">The other end of the transport.</param>
/// <param name="OpensData">Whether the data channels may be opened now, which they are once.</param>
/// <param name="AddedSends">Subscriptions to start.</param>
/// <param name="UnsupportedSends">Tracks that are wanted, but that the client cannot be sent: it takes none of their formats.</param>
internal sealed record SubscriberAnswer(
    RemoteDescription Remote, bool OpensData, IReadOnlyList<SendBinding> AddedSends, IReadOnlyList<string> UnsupportedSends);
