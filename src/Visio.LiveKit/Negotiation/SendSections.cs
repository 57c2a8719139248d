using Visio.Rtc;
using Visio.Rtc.Rtp;
using Visio.Sfu;

namespace Visio.LiveKit.Negotiation;

/// <summary>
/// Which track goes out on which media section. A track waits until an offer has a receiving section free for it; a section whose
/// track was removed is answered inactive once, so that the client sees one track end before the next begins, and is free after that.
/// </summary>
/// <param name="random">Where SSRCs are drawn from.</param>
/// <param name="playoutDelay">How long the client is to hold pictures back; null to leave that to it.</param>
internal sealed class SendSections(RandomSource random, PlayoutDelay? playoutDelay)
{
    private readonly List<Wanted> _wanted = [];
    private readonly HashSet<uint> _ssrcs = [];
    private readonly KindCount _sections = new();
    private readonly KindCount _requested = new();
    private readonly HashSet<MediaKind> _stalled = [];
    private Dictionary<string, Wanted> _bound = new(StringComparer.Ordinal);
    private bool _offerExpected;
    private bool _hasAnswered;

    /// <summary>Where we make the offers, sections may be counted as missing before anything was negotiated.</summary>
    public void Begin() => _hasAnswered = true;

    /// <summary>Adds a track; one that is wanted already is to be sent as it says now, in the next round.</summary>
    public void Add(SendTrack track)
    {
        var known = _wanted.Find(w => w.Track.TrackSid == track.TrackSid);
        if (known is null)
        {
            _wanted.Add(new(track));
        }
        else if (known.Track != track)
        {
            known.Track = track;
            known.IsChanged = true;
            known.IsUnsupported = false;
        }

        _stalled.Remove(track.Kind);
    }

    /// <summary>Removes a track; its section stays taken until the next answer.</summary>
    public void Remove(string trackSid)
    {
        var index = _wanted.FindIndex(w => w.Track.TrackSid == trackSid);
        if (index >= 0)
        {
            _wanted[index].IsDropped = true;
            _stalled.Remove(_wanted[index].Track.Kind);
            _wanted.RemoveAt(index);
        }
    }

    /// <summary>Whether the client has to be asked for another offer, and for how many new sections.</summary>
    public bool TryTakeNeed(out MediaSectionsNeed need)
    {
        need = default;
        if (!_hasAnswered)
        {
            return false;
        }

        var audios = CountMissing(MediaKind.Audio, out var audioWaits);
        var videos = CountMissing(MediaKind.Video, out var videoWaits);
        if (audios == 0 && videos == 0)
        {
            var changed = audioWaits || videoWaits || _bound.Values.Any(static w => w.IsDropped || w.IsChanged);
            if (!changed || _offerExpected)
            {
                return false;
            }
        }

        need = new(audios, videos);
        _requested[MediaKind.Audio] += audios;
        _requested[MediaKind.Video] += videos;
        _offerExpected = true;
        return true;
    }

    /// <summary>Binds tracks to the sections of an offer that is about to be answered.</summary>
    /// <param name="offered">The sections, in order.</param>
    /// <param name="extensions">The header extensions that the answer gives a section for sending.</param>
    /// <param name="removed">Receives the tracks that lose their section.</param>
    /// <param name="added">Receives the tracks that gain one, or are to be sent differently.</param>
    public void Bind(
        IReadOnlyList<OfferedSection> offered,
        Func<OfferedSection, HeaderExtensionIds> extensions,
        List<string> removed,
        List<SendBinding> added)
    {
        var bound = new Dictionary<string, Wanted>(StringComparer.Ordinal);
        var vacated = new HashSet<string>(StringComparer.Ordinal);
        foreach (var section in offered)
        {
            if (_bound.Remove(section.Mid, out var wanted))
            {
                if (wanted.IsDropped || !CanCarry(section, wanted.Track))
                {
                    vacated.Add(section.Mid);
                    Unbind(wanted, removed);
                    continue;
                }

                bound.Add(section.Mid, wanted);
                if (wanted.IsChanged || Describe(section, wanted, extensions(section)) != wanted.Options)
                {
                    // Another stream: one SSRC has one history of numbers (RFC 7714 §8.1).
                    Start(section, wanted, extensions);
                    removed.Add(wanted.Track.TrackSid);
                    added.Add(new(wanted.Track.TrackSid, wanted.Options!));
                }
            }
        }

        // What is left was bound to sections that the offer no longer has.
        foreach (var wanted in _bound.Values)
        {
            Unbind(wanted, removed);
        }

        foreach (var section in offered)
        {
            if (!section.ClientReceives || bound.ContainsKey(section.Mid) || vacated.Contains(section.Mid))
            {
                continue;
            }

            if (_wanted.Find(w => w.Mid is null && CanCarry(section, w.Track)) is { } wanted)
            {
                Start(section, wanted, extensions);
                bound.Add(section.Mid, wanted);
                added.Add(new(wanted.Track.TrackSid, wanted.Options!));
            }
        }

        _bound = bound;
        foreach (var wanted in _wanted)
        {
            wanted.IsUnsupported = wanted.Mid is null && IsUnsupported(offered, wanted.Track);
        }

        NoteAnswered(offered);
    }

    /// <summary>The track that a section carries after the last <see cref="Bind"/>; null when it carries none.</summary>
    public SendTrack? FindTrack(string mid) => _bound.TryGetValue(mid, out var wanted) ? wanted.Track : null;

    /// <summary>The tracks that the client cannot be sent: none of its sections takes their format.</summary>
    public IEnumerable<string> Unsupported => _wanted.Where(static w => w.IsUnsupported).Select(static w => w.Track.TrackSid);

    /// <summary>How the track of a section is sent.</summary>
    public SubscriptionOptions? FindOptions(string mid) => _bound.TryGetValue(mid, out var wanted) ? wanted.Options : null;

    /// <summary>
    /// A client that was asked for sections and offered without any new one will not be asked again until the wanted tracks
    /// change: it cannot (a codec it lacks), or its offer crossed our request and the next one brings them.
    /// </summary>
    private void NoteAnswered(IReadOnlyList<OfferedSection> offered)
    {
        foreach (var kind in (ReadOnlySpan<MediaKind>)[MediaKind.Audio, MediaKind.Video])
        {
            var count = offered.Count(s => s.Kind == kind && s.ClientReceives);
            if (_requested[kind] > 0 && count <= _sections[kind])
            {
                _stalled.Add(kind);
            }
            else if (count > _sections[kind])
            {
                _stalled.Remove(kind);
            }

            _sections[kind] = count;
            _requested[kind] = 0;
        }

        _offerExpected = false;
        _hasAnswered = true;
    }

    /// <summary>Sections of a kind to ask for: waiting tracks, less the sections that are or will be free, less those asked for.</summary>
    private int CountMissing(MediaKind kind, out bool waits)
    {
        var waiting = _wanted.Count(w => w is { Mid: null, IsUnsupported: false } && w.Track.Kind == kind);
        waits = waiting > 0 && !_stalled.Contains(kind);
        var taken = _bound.Values.Count(w => !w.IsDropped && w.Track.Kind == kind);
        var free = Math.Max(0, _sections[kind] - taken);
        return waits ? Math.Max(0, waiting - free - _requested[kind]) : 0;
    }

    private static bool IsUnsupported(IReadOnlyList<OfferedSection> offered, SendTrack track)
    {
        var sections = offered.Where(s => s.ClientReceives && s.Kind == track.Kind).ToList();
        return sections.Count > 0 && !sections.Exists(s => CanCarry(s, track));
    }

    private void Start(OfferedSection section, Wanted wanted, Func<OfferedSection, HeaderExtensionIds> extensions)
    {
        wanted.Mid = section.Mid;
        wanted.IsChanged = false;
        wanted.Ssrc = DrawSsrc();
        wanted.RtxSsrc = section.FindFor(wanted.Track.Format)!.RtxPayloadType != 0 ? DrawSsrc() : 0;
        wanted.Options = Describe(section, wanted, extensions(section));
    }

    private void Unbind(Wanted wanted, List<string> removed)
    {
        _ssrcs.Remove(wanted.Ssrc);
        _ssrcs.Remove(wanted.RtxSsrc);
        wanted.Mid = null;
        wanted.IsChanged = false;
        wanted.Options = null;
        removed.Add(wanted.Track.TrackSid);
    }

    private uint DrawSsrc()
    {
        uint ssrc;
        do
        {
            ssrc = random.NextUInt32();
        }
        while (ssrc == 0 || !_ssrcs.Add(ssrc));
        return ssrc;
    }

    private static bool CanCarry(OfferedSection section, SendTrack track) =>
        section.ClientReceives && section.Kind == track.Kind && section.FindFor(track.Format) is not null;

    private SubscriptionOptions Describe(OfferedSection section, Wanted wanted, HeaderExtensionIds extensions)
    {
        var codec = section.FindFor(wanted.Track.Format)!;
        return new()
        {
            Mid = section.Mid,
            Ssrc = wanted.Ssrc,
            RtxSsrc = wanted.RtxSsrc,
            PayloadType = codec.Map.PayloadType,
            RtxPayloadType = wanted.RtxSsrc != 0 ? codec.RtxPayloadType : (byte)0,
            RedPayloadType = wanted.Track.Red ? codec.RedPayloadType : (byte)0,
            Nack = codec.Nack,
            Extensions = playoutDelay is null ? extensions with { PlayoutDelay = 0 } : extensions,
            PlayoutDelay = section.Kind == MediaKind.Video ? playoutDelay : null,
            Cname = wanted.Track.ParticipantSid,
        };
    }

    private sealed class Wanted(SendTrack track)
    {
        public SendTrack Track { get; set; } = track;

        public string? Mid { get; set; }

        public uint Ssrc { get; set; }

        public uint RtxSsrc { get; set; }

        public SubscriptionOptions? Options { get; set; }

        public bool IsDropped { get; set; }

        /// <summary>Whether it is to be sent otherwise than its section was told.</summary>
        public bool IsChanged { get; set; }

        /// <summary>Whether the client has sections of its kind, but none that takes its format.</summary>
        public bool IsUnsupported { get; set; }
    }

    private sealed class KindCount
    {
        private readonly int[] _counts = new int[2];

        public int this[MediaKind kind]
        {
            get => _counts[(int)kind];
            set => _counts[(int)kind] = value;
        }
    }
}
