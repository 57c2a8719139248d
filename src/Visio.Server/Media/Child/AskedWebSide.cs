using Visio.LiveKit.Tokens;

namespace Visio.Server.Media.Child;

/// <summary>In the media process: the features that know what tokens are worth, and keep texts, are on the web side.</summary>
internal sealed class AskedWebSide(WebSide web) : ITokenReviewer
{
    /// <summary>Whose token it is, the web side knows.</summary>
    public bool Claims(AccessToken token) => true;

    public ValueTask<AccessToken?> ReviewAsync(AccessToken token) => web.ReviewAsync(token);
}
