using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Visio.Rtc;
using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;
using Visio.Rtc.Sdp;

namespace Visio.LiveKit.Negotiation;

/// <summary>
/// The server's side of the connection on which a client with two peer connections receives: we offer, the client answers. One offer is
/// out at a time; what changes meanwhile is in the next. Owned by the actor of the room; does no IO and knows no clock.
/// </summary>
internal sealed class OfferingNegotiator : ISendNegotiator
{
    private readonly LocalDescription _local;
    private readonly SendSections _sends;
    private readonly bool _delaysPlayout;
    private readonly List<OfferedSection> _sections = [];
    private readonly Dictionary<string, string> _started = new(StringComparer.Ordinal);
    private CertificateFingerprint? _remoteFingerprint;
    private uint _id;
    private bool _isOutstanding;
    private bool _isDue;
    private bool _hasOpenedData;

    /// <summary>Starts a connection on which nothing was offered yet.</summary>
    /// <param name="options">Our end.</param>
    /// <param name="withData">Whether it carries the data channels, which are offered before any track.</param>
    public OfferingNegotiator(NegotiatorOptions options, bool withData)
    {
        _local = new(options);
        _sends = new(options.Random, options.PlayoutDelay);
        _delaysPlayout = options.PlayoutDelay is not null;
        HasData = withData;
        _isDue = true;
        if (withData)
        {
            _sections.Add(OfferTemplates.Data(NextMid()));
        }

        // Clients tell offers apart by growing numbers; the first is any small one but 0, which means none.
        _id = options.Random.NextUInt32() % 255;
        _sends.Begin();
    }

    /// <summary>Whether the data channels to the client are on this connection.</summary>
    public bool HasData { get; }

    /// <summary>Our present ICE credentials.</summary>
    public IceCredentials Credentials => _local.Credentials;

    /// <inheritdoc/>
    /// <remarks>A codec that we have no section for is not waited for: every offer would bring another section.</remarks>
    public void AddSend(SendTrack track)
    {
        if (OfferTemplates.Carry(track.Kind, track.Format))
        {
            _sends.Add(track);
        }
    }

    /// <inheritdoc/>
    public void RemoveSend(string trackSid) => _sends.Remove(trackSid);

    /// <summary>
    /// Restarts ICE with the next offer, which is due now (RFC 8839 §4.4.1). An offer that is out counts no more: the client has lost it,
    /// or its answer was.
    /// </summary>
    public void Restart()
    {
        _local.RestartIce();
        _isOutstanding = false;
        _isDue = true;
    }

    /// <summary>Makes the next offer; false when one is out already, or when nothing has changed. To be asked after every change and every answer.</summary>
    public bool TryOffer([NotNullWhen(true)] out SubscriberOffer? offer)
    {
        offer = null;
        if (_isOutstanding)
        {
            return false;
        }

        // Asked in any case: an offer that is due anyway brings the new sections too.
        var hasChanged = _sends.TryTakeNeed(out var need);
        if (!hasChanged && (!_isDue || _sections.Count == 0))
        {
            return false;
        }

        AddSections(MediaKind.Audio, need.Audios);
        AddSections(MediaKind.Video, need.Videos);
        var removed = new List<string>();
        _sends.Bind(_sections, AnswerSections.SendExtensions, removed, added: []);
        foreach (var (mid, trackSid) in _started)
        {
            if (_sends.FindTrack(mid)?.TrackSid != trackSid || removed.Contains(trackSid))
            {
                _started.Remove(mid);
            }
        }

        // RFC 8842 §5.2: the client takes the part it likes.
        var sdp = _local.Write(
            _sections, new(SetupRole.ActPass, AllowsMixedExtensions: true, OffersAll: true, _delaysPlayout), _sends, static _ => PublishPreference.Unknown, out var midToTrackId);
        offer = new(++_id, sdp, midToTrackId, _isDue, removed);
        _isOutstanding = true;
        _isDue = false;
        return true;
    }

    /// <summary>Whether an answer with this number is awaited; some clients say 0 to every offer.</summary>
    public bool IsAwaited(uint id) => _isOutstanding && (id == 0 || id == _id);

    /// <summary>Takes the answer to the offer that is out. A refused answer changes nothing.</summary>
    /// <param name="sdp">The answer, as untrusted as anything a client sends.</param>
    /// <param name="answer">What it changes.</param>
    /// <param name="error">Why it was refused, in plain words.</param>
    public bool TryAccept(string sdp, [NotNullWhen(true)] out SubscriberAnswer? answer, [NotNullWhen(false)] out string? error)
    {
        answer = null;
        if (!SdpParser.TryParse(sdp, out var session, out error)
            || !RemoteSections.TryRead(session, "answer", out var sections, out var tagged, out error)
            || !OfferedTransport.TryRead(session, tagged, "answer", out var remote, out error))
        {
            return false;
        }

        error = Check(sections, remote);
        if (error is not null)
        {
            return false;
        }

        // Nothing below can fail.
        _isOutstanding = false;
        _remoteFingerprint = remote.Fingerprint;
        var opensData = !_hasOpenedData && sections.Exists(static s => s.IsData);
        _hasOpenedData |= opensData;
        var role = remote.Setup == SetupRole.Active ? DtlsRole.Server : DtlsRole.Client;
        answer = new(new(remote.Credentials, remote.Fingerprint, role, remote.MaxMessageSize), opensData, Start(sections), FindUnsupported(sections));
        return true;
    }

    private string? Check(List<OfferedSection> sections, OfferedTransport remote)
    {
        // RFC 3264 §6: an answer has the sections of the offer, in its order.
        if (!sections.Select(static s => s.Mid).SequenceEqual(_sections.Select(static s => s.Mid)))
        {
            return "the answer has other media sections than the offer";
        }

        if (remote.Setup is not (SetupRole.Active or SetupRole.Passive))
        {
            return "the answer takes no part in the DTLS handshake"; // RFC 8842 §5.3
        }

        return _remoteFingerprint is null || _remoteFingerprint == remote.Fingerprint
            ? null
            : "the answer changes the certificate of a running connection";
    }

    /// <summary>Starts what the client is ready to receive, in the numbers of its answer.</summary>
    private List<SendBinding> Start(List<OfferedSection> answered)
    {
        var added = new List<SendBinding>();
        foreach (var section in answered)
        {
            if (_sends.FindTrack(section.Mid) is { } track
                && _sends.FindOptions(section.Mid) is { } options
                && section.ClientReceives
                && section.FindFor(track.Format) is { } codec
                && _started.TryAdd(section.Mid, track.TrackSid))
            {
                added.Add(new(track.TrackSid, options with
                {
                    PayloadType = codec.Map.PayloadType,
                    RtxSsrc = codec.RtxPayloadType != 0 ? options.RtxSsrc : 0,
                    RtxPayloadType = codec.RtxPayloadType,
                    RedPayloadType = track.Red ? codec.RedPayloadType : (byte)0,
                    Nack = codec.Nack,
                    Extensions = AnswerSections.SendExtensions(section),
                }));
            }
        }

        return added;
    }

    private List<string> FindUnsupported(List<OfferedSection> answered) =>
        [.. answered
            .Where(s => _sends.FindTrack(s.Mid) is { } track && (s.Refusal is not null || (s.ClientReceives && s.FindFor(track.Format) is null)))
            .Select(s => _sends.FindTrack(s.Mid)!.TrackSid)];

    private void AddSections(MediaKind kind, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _sections.Add(OfferTemplates.Media(NextMid(), kind, _delaysPlayout));
        }
    }

    private string NextMid() => _sections.Count.ToString(CultureInfo.InvariantCulture);
}
