using Visio.LiveKit.Tokens;

namespace Visio.Server.Media;

/// <summary>A feature that signs access tokens and says of each, whenever it is used, what it is worth today.</summary>
internal interface ITokenReviewer
{
    /// <summary>Whether a token is one of this feature's. What nobody claims, an operator has signed: it counts as it is.</summary>
    bool Claims(AccessToken token);

    /// <summary>The token with the rights of today; null to refuse it.</summary>
    ValueTask<AccessToken?> ReviewAsync(AccessToken token);
}
