using Visio.LiveKit.Negotiation;
using Visio.LiveKit.Protocol;
using Visio.Rtc.Sctp;

namespace Visio.LiveKit.Rooms;

/// <summary>Turns the outcome of a negotiation into commands for the media loop and messages for the client.</summary>
internal sealed class MediaBinding(RoomState room, TrackPublishing publishing, Subscriptions subscriptions)
{
    // RFC 8832 §5.1: the other two channels of a client that has one connection have the same properties.
    private static readonly DataChannelReliability Lossy = new(Ordered: false, MaxRetransmits: 0);

    /// <summary>Answers an offer; false, with nothing changed, when it was refused.</summary>
    public bool TryAnswer(Participant participant, SessionDescription offer)
    {
        var first = !participant.Negotiator.HasAnswered;
        if (!participant.Negotiator.TryAnswer(offer.Sdp, out var outcome, out var error))
        {
            room.Log.OfferRefused(participant.Sid, error);
            return false;
        }

        if (outcome.RestartedCredentials is { } credentials)
        {
            room.Media.RestartIce(participant.Peer, credentials);
        }

        room.Media.SetRemote(participant.Peer, outcome.Remote);
        foreach (var trackSid in outcome.RemovedSends)
        {
            subscriptions.Unbind(participant, trackSid);
        }

        // Before the answer: the first packets may come as soon as the client has it.
        publishing.Match(participant, outcome.Receives);
        Answer(participant, offer, outcome);
        if (first || outcome.RestartedCredentials is not null)
        {
            Trickle(participant, outcome.Answer, SignalTarget.Publisher);
        }

        foreach (var binding in outcome.AddedSends)
        {
            subscriptions.Bind(participant, binding);
        }

        foreach (var trackSid in outcome.UnsupportedSends)
        {
            subscriptions.CannotReceive(participant, trackSid);
        }

        participant.Deadlines.OfferBy = null;
        room.Unsettled.Add(participant);
        return true;
    }

    /// <summary>Takes the answer to an offer of ours; false, with nothing changed, when it was refused.</summary>
    public bool TryAccept(Participant participant, SessionDescription description)
    {
        if (participant.Subscriber is not { } negotiator || !negotiator.IsAwaited(description.Id))
        {
            // To an offer that counts no more; the next one is out or comes.
            return true;
        }

        if (!negotiator.TryAccept(description.Sdp, out var answer, out var error))
        {
            room.Log.AnswerRefused(participant.Sid, error);
            return false;
        }

        room.Media.SetRemote(participant.SubscriberPeer, answer.Remote);
        if (answer.OpensData)
        {
            room.Media.OpenDataChannel(participant.SubscriberPeer, DataRouter.ReliableLabel, new());
            room.Media.OpenDataChannel(participant.SubscriberPeer, DataRouter.LossyLabel, Lossy);
        }

        foreach (var binding in answer.AddedSends)
        {
            subscriptions.Bind(participant, binding);
        }

        foreach (var trackSid in answer.UnsupportedSends)
        {
            subscriptions.CannotReceive(participant, trackSid);
        }

        participant.Deadlines.OfferBy = null;
        room.Unsettled.Add(participant);
        return true;
    }

    /// <summary>Restarts ICE on the connection that we offer; the offer follows.</summary>
    public void RestartIce(Participant participant)
    {
        if (participant.Subscriber is { } negotiator)
        {
            negotiator.Restart();
            room.Media.RestartIce(participant.SubscriberPeer, negotiator.Credentials);
            room.Unsettled.Add(participant);
        }
    }

    /// <summary>Goes for another round when the tracks to send have changed.</summary>
    public void Renegotiate(Participant participant)
    {
        // Without signalling nothing is asked or offered: a resume brings an offer in any case.
        if (participant.Session is null)
        {
            return;
        }

        if (participant.Subscriber is { } negotiator)
        {
            Offer(participant, negotiator);
        }
        else
        {
            RequestOffer(participant);
        }
    }

    private void Offer(Participant participant, OfferingNegotiator negotiator)
    {
        if (!negotiator.TryOffer(out var made))
        {
            return;
        }

        foreach (var trackSid in made.RemovedSends)
        {
            subscriptions.Unbind(participant, trackSid);
        }

        var offer = new SessionDescription { Type = "offer", Sdp = made.Sdp, Id = made.Id };
        offer.MidToTrackId.Add(made.MidToTrackId.ToDictionary(StringComparer.Ordinal));
        participant.Deadlines.OfferBy = room.Now + Deadlines.Offer;
        participant.Send(new() { Offer = offer });
        if (made.IsNewTransport)
        {
            Trickle(participant, made.Sdp, SignalTarget.Subscriber);
        }
    }

    private void RequestOffer(Participant participant)
    {
        if (!participant.Negotiator.HasAnswered || !participant.Negotiator.TryTakeNeed(out var need))
        {
            return;
        }

        participant.Deadlines.OfferBy = room.Now + Deadlines.Offer;
        participant.Send(new()
        {
            MediaSectionsRequirement = new() { NumAudios = (uint)need.Audios, NumVideos = (uint)need.Videos },
        });
    }

    private static void Answer(Participant participant, SessionDescription offer, NegotiationOutcome outcome)
    {
        var answer = new SessionDescription { Type = "answer", Sdp = outcome.Answer, Id = offer.Id };
        answer.MidToTrackId.Add(outcome.MidToTrackId.ToDictionary(StringComparer.Ordinal));
        participant.Send(new() { Answer = answer });
    }

    // The description has the candidates already; clients that wait for trickled ones see the same again.
    private static void Trickle(Participant participant, string description, SignalTarget target)
    {
        var candidates = IceCandidateJson.FromDescription(description);
        for (var i = 0; i < candidates.Count; i++)
        {
            participant.Send(new()
            {
                Trickle = new() { CandidateInit = candidates[i], Target = target, Final = i == candidates.Count - 1 },
            });
        }
    }
}
