using Google.Protobuf;
using Visio.LiveKit.Protocol;
using Visio.Rtc.Sctp;
using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>
/// Carries data packets between the data channels of participants. Senders cannot pretend to be others: who they are is written
/// over what they say. Whatever the content is, it does not decide where it goes.
/// </summary>
internal sealed class DataRouter(RoomState room, TextTap tap, ServerRpcs rpcs, DataTracks tracks)
{
    /// <summary>The channel of what arrives, and in order.</summary>
    public const string ReliableLabel = "_reliable";

    /// <summary>The channel of what may be lost.</summary>
    public const string LossyLabel = "_lossy";

    /// <summary>Topics that begin so are the server's own: clients believe what comes by them.</summary>
    private const string ReservedTopics = "visio.";

    private readonly ReliableHistory _history = new();
    private readonly RecentNonces _nonces = new();

    public void ChannelOpened(Participant participant, PeerId peer, DataChannelId channel, string label)
    {
        var channels = participant.Channels;
        if (peer == participant.Peer)
        {
            channels.ReliableFrom = label == ReliableLabel ? channel : channels.ReliableFrom;
            channels.LossyFrom = label == LossyLabel ? channel : channels.LossyFrom;
            channels.DataTrackFrom = label == DataTracks.Label ? channel : channels.DataTrackFrom;
        }

        if (peer != participant.PrimaryPeer)
        {
            return;
        }

        channels.LossyTo = label == LossyLabel ? channel : channels.LossyTo;
        channels.DataTrackTo = label == DataTracks.Label ? channel : channels.DataTrackTo;
        if (label == ReliableLabel)
        {
            channels.ReliableTo = channel;
            foreach (var message in channels.TakeHeld())
            {
                SendReliable(participant, message);
            }
        }
    }

    public void Received(Participant sender, PeerId peer, DataChannelId channel, ReadOnlyMemory<byte> message)
    {
        var publishes = peer == sender.Peer;
        if (publishes && channel == sender.Channels.DataTrackFrom)
        {
            tracks.Received(sender, message);
            return;
        }

        var reliable = publishes && channel == sender.Channels.ReliableFrom;
        if (!reliable && !(publishes && channel == sender.Channels.LossyFrom))
        {
            room.Log.DataDropped(sender.Sid, "unknown channel");
        }
        else if (!sender.Permission.CanPublishData)
        {
            room.Log.DataDropped(sender.Sid, "not allowed");
        }
        else if (!ProtoJson.TryParse(message.Span, DataPacket.Parser, out var packet))
        {
            room.Log.DataDropped(sender.Sid, "malformed");
        }
        else if (reliable && packet.Sequence > 0 && packet.Sequence <= sender.Channels.LastSequence)
        {
            room.Log.DataDropped(sender.Sid, "sent before");
        }
        else if (packet.ValueCase is DataPacket.ValueOneofCase.Speaker
            || (packet.ValueCase is DataPacket.ValueOneofCase.Transcription && sender.Kind != ParticipantInfo.Types.Kind.Agent))
        {
            room.Log.DataDropped(sender.Sid, "not for participants to send");
        }
        else if (IsOfServer(packet))
        {
            room.Log.DataDropped(sender.Sid, "reserved topic");
        }
        else if (sender.IsHidden && packet.ValueCase == DataPacket.ValueOneofCase.EncryptedPacket)
        {
            // It would arrive without a sender, as the server's do, with a topic that cannot be looked at here.
            room.Log.DataDropped(sender.Sid, "encrypted by a hidden participant");
        }
        else if (packet.User is { Nonce.Length: > 0 } user && !_nonces.TryAdd(user.Nonce))
        {
            room.Log.DataDropped(sender.Sid, "sent before");
        }
        else
        {
            if (reliable && packet.Sequence > 0)
            {
                sender.Channels.LastSequence = packet.Sequence;
            }

            if (rpcs.TryTake(sender, packet))
            {
                return;
            }

            Sign(packet, sender, reliable);
            if (Relay(packet, sender))
            {
                room.Forwardings.FindAll(f => f.Identity == sender.Identity).ForEach(f => f.Carry(packet));
            }
        }
    }

    /// <summary>Carries a packet that may be carried and is signed.</summary>
    /// <returns>Whether it was for everybody.</returns>
    public bool Relay(DataPacket packet, Participant sender)
    {
        var reliable = packet.Kind == DataPacket.Types.Kind.Reliable;
        var isForAll = Route(packet, sender, reliable);
        if (reliable)
        {
            tap.Observe(sender, packet);
        }

        return isForAll;
    }

    /// <summary>Carries a packet of the server itself.</summary>
    public void Send(DataPacket packet)
    {
        // What is asked for twice, because the answer to the first request was lost, is sent once.
        if (packet.User is not { Nonce.Length: > 0 } user || _nonces.TryAdd(user.Nonce))
        {
            Route(packet, sender: null, packet.Kind == DataPacket.Types.Kind.Reliable);
        }
    }

    /// <summary>Repeats to a resumed participant what it has missed, publisher by publisher.</summary>
    public void Replay(Participant participant, IEnumerable<DataChannelReceiveState> states)
    {
        var last = states.GroupBy(s => s.PublisherSid, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Max(s => s.LastSeq), StringComparer.Ordinal);
        foreach (var entry in _history.Since(room.Now))
        {
            if ((entry.Recipients is null || entry.Recipients.Contains(participant.Sid))
                && last.TryGetValue(entry.PublisherSid, out var seen)
                && entry.Sequence > seen)
            {
                SendReliable(participant, entry.Message);
            }
        }
    }

    private static bool IsOfServer(DataPacket packet)
    {
        var topic = packet.User?.Topic ?? packet.StreamHeader?.Topic;
        return topic is not null && topic.StartsWith(ReservedTopics, StringComparison.Ordinal);
    }

    private static void Sign(DataPacket packet, Participant sender, bool reliable)
    {
        packet.Kind = reliable ? DataPacket.Types.Kind.Reliable : DataPacket.Types.Kind.Lossy;
        packet.ParticipantSid = sender.Sid;

        // An agent may speak for somebody else; nobody else may.
        if (sender.Kind != ParticipantInfo.Types.Kind.Agent || packet.ParticipantIdentity.Length == 0)
        {
            packet.ParticipantIdentity = sender.IsHidden ? "" : sender.Identity;
        }

        if (packet.User is { } user)
        {
            user.ParticipantSid = sender.IsHidden ? "" : sender.Sid;
            user.ParticipantIdentity = sender.IsHidden ? "" : sender.Identity;
        }
    }

    private bool Route(DataPacket packet, Participant? sender, bool reliable)
    {
        var recipients = Recipients(packet, sender, out var isForAll).ToArray();
        ReadOnlyMemory<byte> message = packet.ToByteArray();
        foreach (var recipient in recipients)
        {
            if (reliable)
            {
                SendReliable(recipient, message);
            }
            else if (recipient.Channels.LossyTo is { } channel)
            {
                room.Media.SendData(recipient.PrimaryPeer, channel, DataMessageKind.Binary, message);
            }
        }

        if (reliable && packet.Sequence > 0)
        {
            _history.Add(new(
                room.Now,
                packet.ParticipantSid,
                packet.Sequence,
                message,
                isForAll ? null : recipients.Select(r => r.Sid).ToHashSet(StringComparer.Ordinal)));
        }

        return isForAll;
    }

    private IEnumerable<Participant> Recipients(DataPacket packet, Participant? sender, out bool isForAll)
    {
        var identities = packet.DestinationIdentities.Concat(packet.User?.DestinationIdentities ?? []).ToHashSet(StringComparer.Ordinal);
        var sids = (packet.User?.DestinationSids ?? []).ToHashSet(StringComparer.Ordinal);
        var metrics = packet.ValueCase == DataPacket.ValueOneofCase.Metrics;
        var all = identities.Count == 0 && sids.Count == 0;
        isForAll = all && !metrics;
        return room.Participants.Values.Where(p => p != sender && p.Forwarding is null
            && (all || identities.Contains(p.Identity) || sids.Contains(p.Sid))
            && (!metrics || p.Permission.CanSubscribeMetrics));
    }

    private void SendReliable(Participant recipient, ReadOnlyMemory<byte> message)
    {
        if (recipient.Channels.ReliableTo is { } channel)
        {
            room.Media.SendData(recipient.PrimaryPeer, channel, DataMessageKind.Binary, message);
        }
        else
        {
            recipient.Channels.Hold(message);
        }
    }
}
