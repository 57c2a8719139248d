using System.Diagnostics.CodeAnalysis;
using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;
using Visio.Rtc.Sdp;

namespace Visio.LiveKit.Negotiation;

/// <summary>
/// The server's side of a connection on which the client offers and we answer: its only one, or of two the one it publishes on. When we
/// need another round, because there is something to send, we say so with a <c>media_sections_requirement</c>. Owned by the actor of the
/// room; does no IO and knows no clock.
/// </summary>
internal sealed class AnsweringNegotiator : ISendNegotiator
{
    private readonly LocalDescription _local;
    private readonly SendSections _sends;
    private readonly bool _delaysPlayout;
    private readonly Dictionary<string, PublishPreference> _preferences = new(StringComparer.Ordinal);
    private readonly ReceiveSections _receives = new();
    private OfferedTransport? _remote;
    private DtlsRole _role;

    /// <summary>Starts a session that has seen no offer yet.</summary>
    public AnsweringNegotiator(NegotiatorOptions options)
    {
        _local = new(options);
        _sends = new(options.Random, options.PlayoutDelay);
        _delaysPlayout = options.PlayoutDelay is not null;
    }

    /// <summary>Our present ICE credentials.</summary>
    public IceCredentials Credentials => _local.Credentials;

    /// <summary>Whether an offer has been answered.</summary>
    public bool HasAnswered => _remote is not null;

    /// <inheritdoc/>
    /// <remarks>It is bound to a section by the next answer, so ask <see cref="TryTakeNeed"/> afterwards.</remarks>
    public void AddSend(SendTrack track) => _sends.Add(track);

    /// <inheritdoc/>
    public void RemoveSend(string trackSid) => _sends.Remove(trackSid);

    /// <summary>
    /// What the client announced in <c>add_track</c> about a track it publishes, to be said back in the answer. The caller bounds how many
    /// tracks a client may announce.
    /// </summary>
    /// <param name="clientTrackId">The <c>cid</c>.</param>
    /// <param name="preference">How it is to be sent.</param>
    public void PreferPublished(string clientTrackId, PublishPreference preference) => _preferences[clientTrackId] = preference;

    /// <summary>Forgets what <see cref="PreferPublished"/> was told, when the track is gone.</summary>
    public void ForgetPublished(string clientTrackId) => _preferences.Remove(clientTrackId);

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
            || !RemoteSections.TryRead(session, "offer", out var sections, out var tagged, out error)
            || !OfferedTransport.TryRead(session, tagged, "offer", out var remote, out error))
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
            _local.RestartIce(); // RFC 8839 §4.4.2: a restart is answered with new credentials.
        }

        _role = ChooseRole(remote.Setup);
        _remote = remote;

        foreach (var section in sections)
        {
            if (section.ClientSends)
            {
                section.Publish(_receives.Agree(section, PreferenceOf(section)));
            }
        }

        var removed = new List<string>();
        var added = new List<SendBinding>();
        _sends.Bind(sections, AnswerSections.SendExtensions, removed, added);
        var setup = _role == DtlsRole.Client ? SetupRole.Active : SetupRole.Passive;
        outcome = new()
        {
            Answer = _local.Write(sections, new(setup, session.ExtensionMapAllowMixed, OffersAll: false, _delaysPlayout), _sends, PreferenceOf, out var midToTrackId),
            MidToTrackId = midToTrackId,
            Remote = new(remote.Credentials, remote.Fingerprint, _role, remote.MaxMessageSize),
            RestartedCredentials = restarted ? Credentials : null,
            Receives = _receives.Read(sections),
            RemovedSends = removed,
            UnsupportedSends = [.. _sends.Unsupported],
            AddedSends = added,
        };
        return true;
    }

    /// <summary>
    /// RFC 8842 §5.3: left the choice, we take the server's part of the handshake, which chooses the SRTP profile (RFC 5764 §4.1.2), and keep to
    /// what was once agreed.
    /// </summary>
    private DtlsRole ChooseRole(SetupRole offered) => offered switch
    {
        SetupRole.Active => DtlsRole.Server,
        SetupRole.Passive => DtlsRole.Client,
        _ => HasAnswered ? _role : DtlsRole.Server,
    };

    private PublishPreference PreferenceOf(OfferedSection section) =>
        _preferences.TryGetValue(section.TrackId, out var preference) ? preference : PublishPreference.Unknown;
}
