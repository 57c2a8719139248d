using Visio.LiveKit.Protocol;
using Visio.LiveKit.Tokens;

namespace Visio.LiveKit.Signalling;

/// <summary>A join that passed <see cref="JoinValidation"/>.</summary>
/// <param name="Token">Who joins, and with which rights.</param>
/// <param name="Grant">The token's video grant.</param>
/// <param name="ValidFrom">When the token began.</param>
/// <param name="ValidTo">When the token ends.</param>
/// <param name="Request">What the client sent along.</param>
/// <param name="HasTwoConnections">Whether it sends on one peer connection and receives on another (<c>/rtc</c>).</param>
internal sealed record JoinParameters(
    AccessToken Token, VideoGrant Grant, DateTimeOffset ValidFrom, DateTimeOffset ValidTo, JoinRequest Request, bool HasTwoConnections);
