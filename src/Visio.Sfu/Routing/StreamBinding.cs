using Visio.Sfu.Forwarding;

namespace Visio.Sfu.Routing;

/// <summary>What an SSRC of a peer is: a stream of a publication, or its retransmissions.</summary>
internal readonly record struct StreamBinding(Publication Publication, SourceLayer Layer, bool IsRepair);
