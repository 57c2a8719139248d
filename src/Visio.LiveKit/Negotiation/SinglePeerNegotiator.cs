using System.Diagnostics.CodeAnalysis;
using Visio.Rtc.Ice;

namespace Visio.LiveKit.Negotiation;

/// <summary>
/// The server's side of a LiveKit session with a single peer connection: the client offers, we answer, and when we need another
/// round we say so with a <c>media_sections_requirement</c>. Owned by the actor of the room; does no IO and knows no clock.
/// </summary>
internal sealed class SinglePeerNegotiator
{
    /// <summary>Starts a session that has seen no offer yet.</summary>
    public SinglePeerNegotiator(NegotiatorOptions options) => throw new NotImplementedException();

    /// <summary>Our present ICE credentials.</summary>
    public IceCredentials Credentials => throw new NotImplementedException();

    /// <summary>Whether an offer has been answered.</summary>
    public bool HasAnswered => throw new NotImplementedException();

    /// <summary>
    /// Wants a track to be sent. It is bound to a section by the next answer, so ask <see cref="TryTakeNeed"/> afterwards.
    /// A track that is wanted already is left as it is.
    /// </summary>
    public void AddSend(SendTrack track) => throw new NotImplementedException();

    /// <summary>No longer wants a track to be sent; its section is answered inactive once and is free after that.</summary>
    public void RemoveSend(string trackSid) => throw new NotImplementedException();

    /// <summary>
    /// What the client announced in <c>add_track</c> about sound it publishes, to be said back in the answer. Without it: mono, with
    /// discontinuous transmission.
    /// </summary>
    /// <param name="clientTrackId">The <c>cid</c>.</param>
    /// <param name="preference">What the publisher wants of Opus.</param>
    public void PreferPublishedSound(string clientTrackId, OpusPreference preference) => throw new NotImplementedException();

    /// <summary>
    /// Whether a <c>media_sections_requirement</c> has to be sent now. What is returned counts as requested until the next answer.
    /// To be asked after every change of the wanted tracks and after every answer.
    /// </summary>
    public bool TryTakeNeed(out MediaSectionsNeed need) => throw new NotImplementedException();

    /// <summary>Answers an offer. A refused offer changes nothing.</summary>
    /// <param name="offer">The offer's SDP, as untrusted as anything a client sends.</param>
    /// <param name="outcome">What the answer is and what it changes.</param>
    /// <param name="error">Why the offer was refused, in plain words.</param>
    public bool TryAnswer(string offer, [NotNullWhen(true)] out NegotiationOutcome? outcome, [NotNullWhen(false)] out string? error) =>
        throw new NotImplementedException();
}
