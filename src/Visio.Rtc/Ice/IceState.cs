namespace Visio.Rtc.Ice;

/// <summary>How the connectivity of one ICE session stands.</summary>
internal enum IceState
{
    /// <summary>No address has been validated yet.</summary>
    New,

    /// <summary>The selected address was heard within the consent time.</summary>
    Connected,

    /// <summary>Nothing was heard for the consent time (RFC 7675 §5.1).</summary>
    Disconnected,

    /// <summary>Given up for good.</summary>
    Failed,
}
