using Visio.Rtc;
using Visio.Rtc.Turn;

namespace Visio.Sfu.Routing;

/// <summary>What the core needs to serve TURN.</summary>
/// <param name="Credentials">Who knows which passwords.</param>
/// <param name="Peers">The addresses of the media port, as clients are told them.</param>
/// <param name="Port">Takes away what leaves through the UDP port of TURN; null where there is none.</param>
internal sealed record TurnSetup(TurnCredentials Credentials, IReadOnlyList<TransportAddress> Peers, DatagramSender? Port);
