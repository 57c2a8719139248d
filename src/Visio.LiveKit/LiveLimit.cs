namespace Visio.LiveKit;

/// <summary>What keeps a participant's call from being better, as far as the server can see.</summary>
public enum LiveLimit
{
    /// <summary>Nothing that shows.</summary>
    None,

    /// <summary>Its media does not get through at present.</summary>
    Connection,

    /// <summary>Its way to the server loses or delays packets.</summary>
    Uplink,

    /// <summary>The way from the server to it loses packets, or does not carry what it wants.</summary>
    Downlink,

    /// <summary>Its camera's pictures come slowly although nothing is lost: its machine is too slow, or its camera.</summary>
    Machine,
}
