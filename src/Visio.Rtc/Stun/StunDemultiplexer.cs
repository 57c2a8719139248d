namespace Visio.Rtc.Stun;

/// <summary>Tells peers that share one port apart before anything is authenticated.</summary>
public static class StunDemultiplexer
{
    /// <summary>
    /// Reads our username fragment, in ASCII, out of a connectivity check (RFC 8445 §7.2.2: <c>ours:theirs</c>). Cheap, allocates
    /// nothing and proves nothing: the sender's address may be remembered only after <see cref="RtcPeer.HandleDatagram{TSink}"/>
    /// has returned <see cref="DropReason.None"/> for the check.
    /// </summary>
    public static bool TryReadLocalUsernameFragment(ReadOnlySpan<byte> datagram, out ReadOnlySpan<byte> fragment)
    {
        fragment = default;
        if (!StunMessage.TryReadUsername(datagram, out var username))
        {
            return false;
        }

        var colon = username.IndexOf((byte)':');
        if (colon <= 0)
        {
            return false;
        }

        fragment = username[..colon];
        return true;
    }
}
