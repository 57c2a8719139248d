namespace Visio.LiveKit.Tokens;

/// <summary>A token that was found right, or why it was not.</summary>
/// <param name="Token">Its claims; null when it was refused or absent.</param>
/// <param name="ValidFrom">When it began, the later of <c>nbf</c> and <c>iat</c>; the beginning of time when it has neither.</param>
/// <param name="ValidTo">When it ends.</param>
/// <param name="Refusal">What the client is told with status 401; null when it was accepted or absent.</param>
internal readonly record struct VerifiedToken(AccessToken? Token, DateTimeOffset ValidFrom, DateTimeOffset ValidTo, string? Refusal)
{
    /// <summary>The request carried no token.</summary>
    public static readonly VerifiedToken Absent;

    public static VerifiedToken Refused(string reason) => new(null, default, default, reason);
}
