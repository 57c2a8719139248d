using Visio.LiveKit.Negotiation;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>Turns the outcome of a negotiation into commands for the media loop and messages for the client.</summary>
internal sealed class MediaBinding(RoomState room, TrackPublishing publishing, Subscriptions subscriptions)
{
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
            Trickle(participant, outcome.Answer);
        }

        foreach (var binding in outcome.AddedSends)
        {
            subscriptions.Bind(participant, binding);
        }

        participant.Deadlines.OfferBy = null;
        room.Unsettled.Add(participant);
        return true;
    }

    /// <summary>Asks for another round when the tracks to send have changed.</summary>
    public void RequestOffer(Participant participant)
    {
        // Without signalling nothing is asked: a resume brings an offer of its own.
        if (participant.Session is null || !participant.Negotiator.HasAnswered || !participant.Negotiator.TryTakeNeed(out var need))
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

    // The answer has the candidates already; clients that wait for trickled ones see the same again.
    private static void Trickle(Participant participant, string answer)
    {
        var candidates = IceCandidateJson.FromAnswer(answer);
        for (var i = 0; i < candidates.Count; i++)
        {
            participant.Send(new()
            {
                Trickle = new() { CandidateInit = candidates[i], Target = SignalTarget.Publisher, Final = i == candidates.Count - 1 },
            });
        }
    }
}
