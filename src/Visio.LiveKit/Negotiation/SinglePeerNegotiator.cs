using System.Diagnostics.CodeAnalysis;
using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;
using Visio.Rtc.Sdp;

namespace Visio.LiveKit.Negotiation;

/// <summary>
/// The server's side of a LiveKit session with a single peer connection: the client offers, we answer, and when we need another
/// round we say so with a <c>media_sections_requirement</c>. Owned by the actor of the room; does no IO and knows no clock.
/// </summary>
internal sealed class SinglePeerNegotiator
{
    private readonly NegotiatorOptions _options;
    private readonly SendSections _sends;
    private readonly Dictionary<string, OpusPreference> _opus = new(StringComparer.Ordinal);
    private readonly ReceiveSections _receives = new();
    private readonly ulong _sessionId;
    private ulong _sessionVersion;
    private OfferedTransport? _remote;
    private DtlsRole _role;

    /// <summary>Starts a session that has seen no offer yet.</summary>
    public SinglePeerNegotiator(NegotiatorOptions options)
    {
        _options = options;
        _sends = new(options.Random);
        Credentials = options.Credentials;

        // RFC 9429 §5.2.1: 63 bits.
        _sessionId = options.Random.NextUInt64() >> 1;
    }

    /// <summary>Our present ICE credentials.</summary>
    public IceCredentials Credentials { get; private set; }

    /// <summary>Whether an offer has been answered.</summary>
    public bool HasAnswered => _remote is not null;

    /// <summary>
    /// Wants a track to be sent. It is bound to a section by the next answer, so ask <see cref="TryTakeNeed"/> afterwards.
    /// A track that is wanted already is left as it is.
    /// </summary>
    public void AddSend(SendTrack track) => _sends.Add(track);

    /// <summary>No longer wants a track to be sent; its section is answered inactive once and is free after that.</summary>
    public void RemoveSend(string trackSid) => _sends.Remove(trackSid);

    /// <summary>
    /// What the client announced in <c>add_track</c> about sound it publishes, to be said back in the answer. Without it: mono, with
    /// discontinuous transmission. The caller bounds how many tracks a client may announce.
    /// </summary>
    /// <param name="clientTrackId">The <c>cid</c>.</param>
    /// <param name="preference">What the publisher wants of Opus.</param>
    public void PreferPublishedSound(string clientTrackId, OpusPreference preference) => _opus[clientTrackId] = preference;

    /// <summary>Forgets what <see cref="PreferPublishedSound"/> was told, when the track is gone.</summary>
    public void ForgetPublishedSound(string clientTrackId) => _opus.Remove(clientTrackId);

    /// <summary>
    /// Whether a <c>media_sections_requirement</c> has to be sent now. What is returned counts as requested until the next answer.
    /// To be asked after every change of the wanted tracks and after every answer; false before the first answer, which needs no
    /// requirement to carry what is wanted by then.
    /// </summary>
    public bool TryTakeNeed(out MediaSectionsNeed need) => _sends.TryTakeNeed(out need);

    /// <summary>Answers an offer. A refused offer changes nothing.</summary>
    /// <param name="offer">The offer's SDP, as untrusted as anything a client sends.</param>
    /// <param name="outcome">What the answer is and what it changes.</param>
    /// <param name="error">Why the offer was refused, in plain words.</param>
    public bool TryAnswer(string offer, [NotNullWhen(true)] out NegotiationOutcome? outcome, [NotNullWhen(false)] out string? error)
    {
        outcome = null;
        if (!SdpParser.TryParse(offer, out var session, out error)
            || !TryReadSections(session, out var sections, out var tagged, out error)
            || !OfferedTransport.TryRead(session, tagged, out var remote, out error))
        {
            return false;
        }

        if (_remote is not null && _remote.Fingerprint != remote.Fingerprint)
        {
            error = "the offer changes the certificate of a running connection";
            return false;
        }

        // Nothing below can fail.
        var restarted = _remote is not null && _remote.Credentials != remote.Credentials;
        if (restarted)
        {
            Credentials = IceCredentials.Create(_options.Random); // RFC 8839 §4.4.2: a restart is answered with new credentials.
        }

        _role = ChooseRole(remote.Setup);
        _remote = remote;

        var removed = new List<string>();
        var added = new List<SendBinding>();
        _sends.Bind(sections, AnswerSections.SendExtensions, removed, added);
        outcome = new()
        {
            Answer = SdpWriter.Write(BuildAnswer(sections, out var midToTrackId)),
            MidToTrackId = midToTrackId,
            Remote = new(remote.Credentials, remote.Fingerprint, _role, remote.MaxMessageSize),
            RestartedCredentials = restarted ? Credentials : null,
            Receives = _receives.Read(sections),
            RemovedSends = removed,
            AddedSends = added,
        };
        return true;
    }

    private static bool TryReadSections(
        SdpSession session,
        [NotNullWhen(true)] out List<OfferedSection>? sections,
        [NotNullWhen(true)] out MediaDescription? tagged,
        [NotNullWhen(false)] out string? error)
    {
        sections = null;
        tagged = null;
        if (session.Media.Count == 0)
        {
            error = "the offer has no media section";
            return false;
        }

        // RFC 9143 §7.2: what is not in the group would need a transport of its own, which we do not offer.
        var bundle = session.Bundle?.Mids.ToHashSet(StringComparer.Ordinal);
        if (bundle is null && session.Media.Count > 1)
        {
            error = "the offer does not bundle its media sections";
            return false;
        }

        var mids = new HashSet<string>(StringComparer.Ordinal);
        var read = new List<OfferedSection>(session.Media.Count);
        var hasData = false;
        foreach (var media in session.Media)
        {
            if (media.Mid is not { } mid || !mids.Add(mid))
            {
                error = media.Mid is null ? "a media section of the offer has no mid" : $"two media sections of the offer have the mid '{media.Mid}'";
                return false;
            }

            var section = OfferedSection.Read(media, mid, bundle is null || bundle.Contains(mid), mayBeData: !hasData);
            hasData |= section.IsData;
            read.Add(section);
            if (session.Bundle is not { } group ? tagged is null : group.Mids.Count > 0 && group.Mids[0] == mid)
            {
                tagged = media;
            }
        }

        sections = read;
        error = tagged is null ? "the bundle of the offer names no media section" : null;
        return tagged is not null;
    }

    /// <summary>RFC 8842 §5.3: we take the client's part of the handshake when left the choice, and keep to what was once agreed.</summary>
    private DtlsRole ChooseRole(SetupRole offered) => offered switch
    {
        SetupRole.Active => DtlsRole.Server,
        SetupRole.Passive => DtlsRole.Client,
        _ => HasAnswered ? _role : DtlsRole.Client,
    };

    private SdpSession BuildAnswer(List<OfferedSection> sections, out Dictionary<string, string> midToTrackId)
    {
        var answer = new SdpSession { Origin = new("-", _sessionId, ++_sessionVersion, "IN IP4 0.0.0.0"), IceLite = true };
        answer.Transport.Fingerprints.Add(_options.Fingerprint);
        midToTrackId = new(StringComparer.Ordinal);
        var bundle = new List<string>(sections.Count);
        var setup = _role == DtlsRole.Client ? SetupRole.Active : SetupRole.Passive;
        foreach (var section in sections)
        {
            if (section.Refusal is not null)
            {
                answer.Media.Add(AnswerSections.Refuse(section));
                continue;
            }

            var track = _sends.FindTrack(section.Mid);
            var media = section.IsData
                ? AnswerSections.AcceptData(section, Credentials, setup)
                : AnswerSections.AcceptMedia(section, Credentials, setup, OpusOf(section), track, _sends.FindOptions(section.Mid));
            if (track is not null)
            {
                midToTrackId.Add(section.Mid, track.TrackSid);
            }

            if (bundle.Count == 0)
            {
                AddCandidates(media);
            }

            bundle.Add(section.Mid);
            answer.Media.Add(media);
        }

        answer.Groups.Add(new("BUNDLE", bundle));
        answer.OtherAttributes.Add(new("msid-semantic", " WMS *"));
        return answer;
    }

    private void AddCandidates(MediaDescription media)
    {
        for (var i = 0; i < _options.Candidates.Count; i++)
        {
            media.Candidates.Add(IceCandidate.ForHost(_options.Candidates[i], i));
        }

        media.EndOfCandidates = true;
    }

    private OpusPreference OpusOf(OfferedSection section) => _opus.TryGetValue(section.TrackId, out var preference)
        ? preference
        : new(Stereo: false, DiscontinuousTransmission: true);
}
