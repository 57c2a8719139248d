using Visio.Rtc.Ice;
using Visio.Rtc.Sdp;

namespace Visio.LiveKit.Negotiation;

/// <summary>Our end of one peer connection in SDP, from one offer or answer to the next.</summary>
internal sealed class LocalDescription(NegotiatorOptions options)
{
    // RFC 9429 §5.2.1: 63 bits.
    private readonly ulong _sessionId = options.Random.NextUInt64() >> 1;
    private ulong _version;

    /// <summary>Our present ICE credentials.</summary>
    public IceCredentials Credentials { get; private set; } = options.Credentials;

    /// <summary>Draws new credentials: an ICE restart (RFC 8839 §4.4.1).</summary>
    public void RestartIce() => Credentials = IceCredentials.Create(options.Random);

    /// <summary>Writes the next description.</summary>
    /// <param name="sections">The client's sections, or what it would have to offer to be sent what we send.</param>
    /// <param name="form">What kind of description it is.</param>
    /// <param name="sends">Which section carries which track to the client.</param>
    /// <param name="preferences">What the publisher on a section wants.</param>
    /// <param name="midToTrackId">Receives the SIDs of the tracks that are sent, by mid.</param>
    public string Write(
        IReadOnlyList<OfferedSection> sections,
        DescriptionForm form,
        SendSections sends,
        Func<OfferedSection, PublishPreference> preferences,
        out Dictionary<string, string> midToTrackId)
    {
        var session = new SdpSession { Origin = new("-", _sessionId, ++_version, "IN IP4 0.0.0.0"), IceLite = true };
        session.ExtensionMapAllowMixed = form.AllowsMixedExtensions;
        session.Transport.Fingerprints.Add(options.Fingerprint);
        midToTrackId = new(StringComparer.Ordinal);
        var bundle = new List<string>(sections.Count);
        foreach (var section in sections)
        {
            if (section.Refusal is not null)
            {
                session.Media.Add(AnswerSections.Refuse(section));
                continue;
            }

            var track = sends.FindTrack(section.Mid);
            var media = section.IsData
                ? AnswerSections.AcceptData(section, Credentials, form.Setup)
                : AnswerSections.AcceptMedia(section, Credentials, form, preferences(section), track, sends.FindOptions(section.Mid));
            if (track is not null)
            {
                midToTrackId.Add(section.Mid, track.TrackSid);
            }

            if (bundle.Count == 0)
            {
                AddCandidates(media);
            }

            bundle.Add(section.Mid);
            session.Media.Add(media);
        }

        session.Groups.Add(new("BUNDLE", bundle));
        session.OtherAttributes.Add(new("msid-semantic", " WMS *"));
        return SdpWriter.Write(session);
    }

    private void AddCandidates(MediaDescription media)
    {
        for (var i = 0; i < options.Candidates.Count; i++)
        {
            media.Candidates.Add(IceCandidate.ForHost(options.Candidates[i], i));
        }

        for (var i = 0; i < options.TcpCandidates.Count; i++)
        {
            media.Candidates.Add(IceCandidate.ForPassiveTcp(options.TcpCandidates[i], i));
        }

        media.EndOfCandidates = true;
    }
}
