using System.Diagnostics.CodeAnalysis;
using Visio.Rtc.Sdp;

namespace Visio.LiveKit.Negotiation;

/// <summary>Reads the media sections of a client's description.</summary>
internal static class RemoteSections
{
    /// <summary>Reads them all.</summary>
    /// <param name="session">The description.</param>
    /// <param name="name">What it is called in <paramref name="error"/>: offer or answer.</param>
    /// <param name="sections">The sections, in order.</param>
    /// <param name="tagged">The one that speaks for the transport of all (RFC 9143 §7.2.1).</param>
    /// <param name="error">Why they cannot be used, in plain words.</param>
    public static bool TryRead(
        SdpSession session,
        string name,
        [NotNullWhen(true)] out List<OfferedSection>? sections,
        [NotNullWhen(true)] out MediaDescription? tagged,
        [NotNullWhen(false)] out string? error)
    {
        sections = null;
        tagged = null;
        if (session.Media.Count == 0)
        {
            error = $"the {name} has no media section";
            return false;
        }

        // RFC 9143 §7.2: what is not in the group would need a transport of its own, which we do not offer.
        var bundle = session.Bundle?.Mids.ToHashSet(StringComparer.Ordinal);
        if (bundle is null && session.Media.Count > 1)
        {
            error = $"the {name} does not bundle its media sections";
            return false;
        }

        var mids = new HashSet<string>(StringComparer.Ordinal);
        var read = new List<OfferedSection>(session.Media.Count);
        var hasData = false;
        foreach (var media in session.Media)
        {
            if (media.Mid is not { } mid || !mids.Add(mid))
            {
                error = media.Mid is null ? $"a media section of the {name} has no mid" : $"two media sections of the {name} have the mid '{media.Mid}'";
                return false;
            }

            var section = OfferedSection.Read(media, mid, bundle is null || bundle.Contains(mid), mayBeData: !hasData, session.ExtensionMapAllowMixed);
            hasData |= section.IsData;
            read.Add(section);
            if (session.Bundle is not { } group ? tagged is null : group.Mids.Count > 0 && group.Mids[0] == mid)
            {
                tagged = media;
            }
        }

        sections = read;
        error = tagged is null ? $"the bundle of the {name} names no media section" : null;
        return tagged is not null;
    }
}
