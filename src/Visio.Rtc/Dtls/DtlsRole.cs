namespace Visio.Rtc.Dtls;

/// <summary>Which side of the DTLS handshake this end plays: <c>a=setup:active</c> is the client (RFC 8842 §5).</summary>
public enum DtlsRole
{
    /// <summary>Sends the ClientHello.</summary>
    Client,

    /// <summary>Waits for the ClientHello.</summary>
    Server,
}
