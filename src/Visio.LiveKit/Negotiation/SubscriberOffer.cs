namespace Visio.LiveKit.Negotiation;

/// <summary>An offer of ours.</summary>
/// <param name="Id">Its number, which the answer says back.</param>
/// <param name="Sdp">The description.</param>
/// <param name="MidToTrackId">Which track each section carries, by mid.</param>
/// <param name="IsNewTransport">Whether our ICE credentials are new to the client, and our candidates with them.</param>
/// <param name="RemovedSends">Subscriptions to end, by track SID.</param>
internal sealed record SubscriberOffer(
    uint Id, string Sdp, IReadOnlyDictionary<string, string> MidToTrackId, bool IsNewTransport, IReadOnlyList<string> RemovedSends);
