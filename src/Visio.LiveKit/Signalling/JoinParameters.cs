using Visio.LiveKit.Protocol;
using Visio.LiveKit.Tokens;

namespace Visio.LiveKit.Signalling;

/// <summary>A join that passed <see cref="JoinValidation"/>.</summary>
/// <param name="Token">Who joins, and with which rights.</param>
/// <param name="Grant">The token's video grant.</param>
/// <param name="ValidTo">When the token ends.</param>
/// <param name="Request">What the client sent along.</param>
internal sealed record JoinParameters(AccessToken Token, VideoGrant Grant, DateTimeOffset ValidTo, JoinRequest Request);
