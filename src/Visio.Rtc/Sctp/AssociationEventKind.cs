namespace Visio.Rtc.Sctp;

/// <summary>The kinds of <see cref="AssociationEvent"/>.</summary>
internal enum AssociationEventKind
{
    /// <summary>The handshake is done.</summary>
    Established,

    /// <summary>A message arrived.</summary>
    Message,

    /// <summary>The peer will send nothing more on a stream, and has started its numbering anew (RFC 6525 §5.2.2).</summary>
    InboundReset,

    /// <summary>The peer has accepted that we start the numbering of a stream anew (RFC 6525 §5.2.7).</summary>
    OutboundReset,

    /// <summary>The peer has started over (RFC 9260 §5.2.4.1): all streams are as new.</summary>
    Restarted,

    /// <summary>The association is gone.</summary>
    Ended,
}
