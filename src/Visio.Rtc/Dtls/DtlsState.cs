namespace Visio.Rtc.Dtls;

/// <summary>How a DTLS association stands.</summary>
internal enum DtlsState
{
    /// <summary>The handshake is not complete, or the other side's certificate is not checked yet.</summary>
    Handshaking,

    /// <summary>The handshake is complete and the certificate is the signalled one.</summary>
    Connected,

    /// <summary>close_notify was sent or received.</summary>
    Closed,

    /// <summary>The handshake failed, the certificate is another one, or OpenSSL gave up.</summary>
    Failed,
}
