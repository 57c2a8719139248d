using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>What clients are told about the server.</summary>
internal static class ServerDescription
{
    /// <summary>
    /// The version of LiveKit whose behaviour we offer: clients turn features on and off by it. Above 1.13.6 livekit-client publishes
    /// VP9 and AV1 in ways we do not forward.
    /// </summary>
    public const string Version = "1.13.5";

    public const int PingInterval = 5;

    public const int PingTimeout = 15;

    private const int SignalProtocol = 17;

    private static readonly string NodeId = Sid.Node();

    public static ServerInfo Info() => new()
    {
        Edition = ServerInfo.Types.Edition.Standard,
        Version = Version,
        Protocol = SignalProtocol,
        NodeId = NodeId,
        AgentProtocol = 1,
    };
}
