namespace Visio.LiveKit.Tokens;

/// <summary>The <c>sip</c> claim of an access token.</summary>
public sealed record SipGrant
{
    /// <summary>May manage trunks and dispatch rules.</summary>
    public bool Admin { get; init; }

    /// <summary>May call and transfer.</summary>
    public bool Call { get; init; }
}
