namespace Visio.Rtc.Sdp;

/// <summary>A session description (RFC 8866) with the attributes WebRTC uses as types (RFC 9429) and all others kept as text.</summary>
public sealed class SdpSession
{
    /// <summary>The <c>o=</c> line.</summary>
    public required SdpOrigin Origin { get; set; }

    /// <summary>The <c>s=</c> line.</summary>
    public string Name { get; set; } = "-";

    /// <summary>The <c>c=</c> line of the session (RFC 8866 §5.7); null when absent.</summary>
    public string? Connection { get; set; }

    /// <summary>The <c>t=</c> line (RFC 8866 §5.9).</summary>
    public string Timing { get; set; } = "0 0";

    /// <summary><c>a=group</c> lines (RFC 5888).</summary>
    public IList<SdpGroup> Groups { get; } = [];

    /// <summary>Whether the author is an ICE-lite agent (RFC 8839 §5.3).</summary>
    public bool IceLite { get; set; }

    /// <summary>Whether one- and two-byte header extensions may be mixed (RFC 8285 §6).</summary>
    public bool ExtensionMapAllowMixed { get; set; }

    /// <summary>ICE and DTLS attributes that hold for every section without its own.</summary>
    public TransportAttributes Transport { get; } = new();

    /// <summary>Attributes of the session that have no type here, in order.</summary>
    public IList<SdpAttribute> OtherAttributes { get; } = [];

    /// <summary>The media sections, in order.</summary>
    public IList<MediaDescription> Media { get; } = [];

    /// <summary>The bundle group (RFC 9143 §7.1): the first one, as there may be several but WebRTC uses one; null when there is none.</summary>
    public SdpGroup? Bundle
    {
        get
        {
            foreach (var group in Groups)
            {
                if (group.Semantics == "BUNDLE")
                {
                    return group;
                }
            }

            return null;
        }
    }
}
