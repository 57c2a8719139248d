using Visio.LiveKit.Protocol;
using Visio.LiveKit.Signalling;

namespace Visio.LiveKit.Rooms;

/// <summary>Hands each message of a client to the part of the room that it is for.</summary>
internal sealed class SignalDispatch(
    Membership membership,
    Announcements announcements,
    TrackPublishing publishing,
    Subscriptions subscriptions,
    DataRouter data,
    DataTracks dataTracks,
    TokenRenewal tokens,
    SimulatedFaults faults)
{
    public void Handle(Participant participant, SignalRequest request)
    {
        switch (request.MessageCase)
        {
            case SignalRequest.MessageOneofCase.Offer:
                membership.Negotiate(participant, request.Offer);
                break;
            case SignalRequest.MessageOneofCase.Answer:
                membership.Accept(participant, request.Answer);
                break;
            case SignalRequest.MessageOneofCase.AddTrack:
                publishing.Add(participant, request.AddTrack);
                break;
            case SignalRequest.MessageOneofCase.Mute:
                publishing.Mute(participant, request.Mute);
                break;
            case SignalRequest.MessageOneofCase.Subscription:
                subscriptions.Want(participant, request.Subscription);
                break;
            case SignalRequest.MessageOneofCase.TrackSetting:
                subscriptions.Set(participant, request.TrackSetting);
                break;
            case SignalRequest.MessageOneofCase.SubscriptionPermission:
                subscriptions.SetAudience(participant, Audience.From(request.SubscriptionPermission));
                break;
            case SignalRequest.MessageOneofCase.UpdateMetadata:
                Describe(participant, request.UpdateMetadata);
                break;
            case SignalRequest.MessageOneofCase.UpdateAudioTrack:
                publishing.SetFeatures(participant, request.UpdateAudioTrack);
                break;
            case SignalRequest.MessageOneofCase.UpdateVideoTrack:
                publishing.SetSize(participant, request.UpdateVideoTrack);
                break;
            case SignalRequest.MessageOneofCase.PublishDataTrackRequest:
                dataTracks.Publish(participant, request.PublishDataTrackRequest);
                break;
            case SignalRequest.MessageOneofCase.UnpublishDataTrackRequest:
                dataTracks.Unpublish(participant, request.UnpublishDataTrackRequest);
                break;
            case SignalRequest.MessageOneofCase.UpdateDataSubscription:
                dataTracks.Subscribe(participant, request.UpdateDataSubscription);
                break;
            case SignalRequest.MessageOneofCase.SyncState:
                Synchronize(participant, request.SyncState);
                break;
            case SignalRequest.MessageOneofCase.Simulate:
                faults.Simulate(participant, request.Simulate);
                break;
            case SignalRequest.MessageOneofCase.Leave:
                membership.Remove(participant, DisconnectReason.ClientInitiated, Leaves.Stop(DisconnectReason.ClientInitiated));
                break;

            // Our side is ICE-lite: it learns the client's addresses from its checks and needs no candidates (RFC 8445 §7.3).
            case SignalRequest.MessageOneofCase.Trickle:

            // What is newer than we are, or of no use to us: update_layers.
            default:
                break;
        }
    }

    /// <summary>Sets what a participant says about itself; the outcome is told with the request's id.</summary>
    public void Describe(Participant participant, UpdateParticipantMetadata update)
    {
        var (reason, message) = Check(participant, update);
        if (reason == RequestResponse.Types.Reason.Ok)
        {
            Apply(participant, update.Name, update.Metadata, update.Attributes);
        }

        participant.Send(new()
        {
            RequestResponse = new() { RequestId = update.RequestId, Reason = reason, Message = message, UpdateMetadata = update },
        });
    }

    /// <summary>Changes the description of a participant: empty texts leave it as it is, an empty attribute removes it.</summary>
    public void Apply(Participant participant, string name, string metadata, IEnumerable<KeyValuePair<string, string>> attributes)
    {
        Assign(participant, name, metadata, attributes);
        announcements.Changed(participant);
        tokens.Send(participant);
    }

    /// <summary>The same without telling anybody.</summary>
    public static void Assign(Participant participant, string name, string metadata, IEnumerable<KeyValuePair<string, string>> attributes)
    {
        participant.Name = name.Length > 0 ? name : participant.Name;
        participant.Metadata = metadata.Length > 0 ? metadata : participant.Metadata;
        foreach (var (key, value) in attributes)
        {
            if (value.Length == 0)
            {
                participant.Attributes.Remove(key);
            }
            else
            {
                participant.Attributes[key] = value;
            }
        }
    }

    private static (RequestResponse.Types.Reason Reason, string Message) Check(Participant participant, UpdateParticipantMetadata update)
    {
        if (!participant.Permission.CanUpdateMetadata)
        {
            return (RequestResponse.Types.Reason.NotAllowed, "does not have permission to update own metadata");
        }

        return JoinLimits.Exceeds(participant.Attributes, update.Name, update.Metadata, update.Attributes)
                ? (RequestResponse.Types.Reason.LimitExceeded, "name, metadata or attributes are too long")
                : (RequestResponse.Types.Reason.Ok, "");
    }

    // A client that believes to publish what we do not know has to start afresh.
    private void Synchronize(Participant participant, SyncState state)
    {
        var known = participant.Tracks.Select(t => t.Info.Sid).Concat(participant.Pending.Select(p => p.Info.Sid)).Concat(participant.Stopped).ToHashSet(StringComparer.Ordinal);
        participant.Stopped.Clear();
        if (state.PublishTracks.Any(t => t.Track is { Sid: var sid } && !known.Contains(sid)))
        {
            membership.Remove(participant, DisconnectReason.StateMismatch, Leaves.JoinAgain(DisconnectReason.StateMismatch));
            return;
        }

        if (state.Subscription is { } subscription)
        {
            subscriptions.Want(participant, subscription);
        }

        subscriptions.Disable(participant, state.TrackSidsDisabled, disabled: true);
        data.Replay(participant, state.DatachannelReceiveStates);
        if (state.PublishDataTracks.Count > 0 || state.DataSubscription is not null)
        {
            dataTracks.Subscribe(participant, state.DataSubscription ?? new());
        }
    }
}
