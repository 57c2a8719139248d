using Google.Protobuf.WellKnownTypes;
using Visio.LiveKit.Tokens;

namespace Visio.LiveKit.Twirp;

/// <summary>
/// A service that LiveKit gives to programs of their own. Without them it answers who may ask that they are not there; so do we.
/// </summary>
internal sealed class AbsentService : TwirpService
{
    private AbsentService(string name)
        : base(name)
    {
    }

    public static AbsentService Egress()
    {
        var egress = new AbsentService("Egress");
        var notConnected = TwirpError.NotConnected("egress");
        egress.Add(MayRecord, notConnected, "ListEgress", "UpdateLayout", "UpdateStream", "StopEgress");

        // What would be handed to a worker is waited for, and nobody comes.
        egress.Add(
            MayRecord,
            TwirpError.NoResponse,
            "StartEgress", "StartRoomCompositeEgress", "StartWebEgress", "StartParticipantEgress", "StartTrackCompositeEgress", "StartTrackEgress");
        return egress;

        static bool MayRecord(AccessToken token) => token.Video is { RoomRecord: true };
    }

    public static AbsentService Ingress()
    {
        var ingress = new AbsentService("Ingress");
        ingress.Add(
            token => token.Video is { IngressAdmin: true },
            TwirpError.NotConnected("ingress"),
            "CreateIngress", "UpdateIngress", "ListIngress", "DeleteIngress");
        return ingress;
    }

    public static AbsentService Sip()
    {
        var sip = new AbsentService("SIP");
        var notConnected = TwirpError.NotConnected("sip");
        sip.Add(
            token => token.Sip is { Admin: true },
            notConnected,
            "ListSIPTrunk", "CreateSIPInboundTrunk", "CreateSIPOutboundTrunk", "UpdateSIPInboundTrunk", "UpdateSIPOutboundTrunk",
            "GetSIPInboundTrunk", "GetSIPOutboundTrunk", "ListSIPInboundTrunk", "ListSIPOutboundTrunk", "DeleteSIPTrunk",
            "CreateSIPDispatchRule", "UpdateSIPDispatchRule", "ListSIPDispatchRule", "DeleteSIPDispatchRule");
        sip.Add(token => token.Sip is { Call: true }, notConnected, "CreateSIPParticipant", "TransferSIPParticipant");
        return sip;
    }

    // Nothing in the requests matters, except that they can be read.
    private void Add(Func<AccessToken, bool> isAllowed, TwirpError error, params ReadOnlySpan<string> methods)
    {
        foreach (var method in methods)
        {
            Methods[method] = TwirpMethod.Create(Empty.Parser, (_, token) => isAllowed(token), _ => Task.FromResult<TwirpAnswer>(error));
        }
    }
}
