using System.Security.Cryptography;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>Methods of participants that the application's server calls.</summary>
internal sealed class ServerRpcs(RoomState room)
{
    /// <summary>The caller as clients see it.</summary>
    private const string Caller = "server";

    private readonly Dictionary<string, RpcCall> _calls = new(StringComparer.Ordinal);

    /// <summary>Begins a call, whose request is to be sent; null when the participant is not here.</summary>
    public RpcCall? Begin(PerformRpcRequest request, TimeSpan limit)
    {
        if (room.Participants.GetValueOrDefault(request.DestinationIdentity) is not { Forwarding: null })
        {
            return null;
        }

        var id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var call = new RpcCall(id, request.DestinationIdentity, new()
        {
            Kind = DataPacket.Types.Kind.Reliable,
            ParticipantIdentity = Caller,
            DestinationIdentities = { request.DestinationIdentity },
            RpcRequest = new()
            {
                Id = id, Method = request.Method, Payload = request.Payload, Version = 1, ResponseTimeoutMs = (uint)limit.TotalMilliseconds,
            },
        });
        _calls[id] = call;
        return call;
    }

    public bool End(RpcCall call) => _calls.Remove(call.Id);

    /// <summary>Whether a packet belongs to a call of ours; then nobody else gets it.</summary>
    public bool TryTake(Participant sender, DataPacket packet)
    {
        var id = packet.RpcAck?.RequestId ?? packet.RpcResponse?.RequestId;
        if (id is null || !_calls.TryGetValue(id, out var call) || call.Identity != sender.Identity)
        {
            return false;
        }

        if (packet.RpcResponse is { } response)
        {
            call.Answer(response);
        }
        else
        {
            call.Take();
        }

        return true;
    }

    /// <summary>A participant has left: it answers no more.</summary>
    public void Left(Participant participant)
    {
        foreach (var call in _calls.Values.Where(c => c.Identity == participant.Identity))
        {
            call.Answer(new() { Error = RpcErrors.RecipientDisconnected });
        }
    }
}
