namespace Visio.Sfu.Routing;

/// <summary>What is spoken on a connection.</summary>
internal enum StreamUse
{
    /// <summary>ICE over TCP (RFC 6544).</summary>
    Ice,

    /// <summary>TURN over TCP or TLS (RFC 8656 §2.1).</summary>
    Turn,
}
