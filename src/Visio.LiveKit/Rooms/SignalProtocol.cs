using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>What a client understands, by the number of the signalling protocol it says it speaks.</summary>
/// <param name="client">What it says about itself.</param>
internal sealed class SignalProtocol(ClientInfo client)
{
    private static readonly Version FirstJsToResume = new(1, 6, 3);

    /// <summary>Of two connections, it counts as connected by the one it receives on, which then carries the data to it.</summary>
    public bool HasPrimarySubscriber => client.Protocol >= 3;

    /// <summary>It is told by <c>track_unpublished</c> what the server has ended; before, it could only be muted.</summary>
    public bool KnowsUnpublish => client.Protocol >= 7;

    /// <summary>Its first offer may carry tracks; before, they wait until it is connected.</summary>
    public bool StartsWithTracks => client.Protocol >= 8;

    /// <summary>After a resume it is told who has left meanwhile.</summary>
    public bool ResumesWithDeparted => client.Protocol >= 9;

    /// <summary>It recognizes a participant that is back under another SID; before, it has to be told that the first one has left.</summary>
    public bool KnowsIdentities => client.Protocol >= 12;

    /// <summary>It can be sent sound with redundancy (RFC 2198): Firefox offers that and plays it badly, so LiveKit does not send it any.</summary>
    public bool TakesRed => !client.Browser.Equals("firefox", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// It may offer at the first change and at the next one again. What is built on LiveKit's Rust engine gathers changes for 150 ms instead:
    /// up to 0.8.1 (rtc-node 1.1.0) a change while an offer is open stops all later offers (their issue #1252), as when it publishes again
    /// after a full reconnect.
    /// </summary>
    public bool MayOfferAtOnce => client.Sdk is not
        (ClientInfo.Types.SDK.Rust or ClientInfo.Types.SDK.Node or ClientInfo.Types.SDK.Python or ClientInfo.Types.SDK.Cpp or ClientInfo.Types.SDK.Unity);

    /// <summary>Whether a message is of any use to it.</summary>
    public bool Understands(SignalResponse response) => response.MessageCase switch
    {
        SignalResponse.MessageOneofCase.ConnectionQuality => client.Protocol >= 5,
        SignalResponse.MessageOneofCase.TrackSubscribed => !IsEarlyRust,
        SignalResponse.MessageOneofCase.RequestResponse =>
            !IsEarlyRust && (client.Protocol >= 15 || response.RequestResponse.Reason != RequestResponse.Types.Reason.Ok),
        SignalResponse.MessageOneofCase.Reconnect => !IsEarlyJs,
        SignalResponse.MessageOneofCase.RoomMoved => client.Protocol >= 16,
        _ => true,
    };

    private bool IsEarlyRust => client is { Sdk: ClientInfo.Types.SDK.Rust, Protocol: < 10 };

    private bool IsEarlyJs => client.Sdk == ClientInfo.Types.SDK.Js
        && Version.TryParse(client.Version.Split('-')[0], out var version) && version < FirstJsToResume;
}
