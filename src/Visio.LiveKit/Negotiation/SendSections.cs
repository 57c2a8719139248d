using Visio.Rtc;
using Visio.Sfu;

namespace Visio.LiveKit.Negotiation;

/// <summary>
/// Which track goes out on which media section. A track waits until an offer has a receiving section free for it; a section whose
/// track was removed is answered inactive once, so that the client sees one track end before the next begins, and is free after that.
/// </summary>
internal sealed class SendSections(RandomSource random)
{
    private readonly List<Wanted> _wanted = [];
    private readonly HashSet<uint> _ssrcs = [];
    private readonly KindCount _sections = new();
    private readonly KindCount _requested = new();
    private readonly HashSet<MediaKind> _stalled = [];
    private Dictionary<string, Wanted> _bound = new(StringComparer.Ordinal);
    private bool _offerExpected;
    private bool _hasAnswered;

    /// <summary>Adds a track; one that is wanted already stays as it is.</summary>
    public void Add(SendTrack track)
    {
        if (_wanted.Exists(w => w.Track.TrackSid == track.TrackSid))
        {
            return;
        }

        _wanted.Add(new(track));
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
            var changed = audioWaits || videoWaits || _bound.Values.Any(static w => w.IsDropped);
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
                var options = Describe(section, wanted, extensions(section));
                if (options != wanted.Options)
                {
                    removed.Add(wanted.Track.TrackSid);
                    added.Add(new(wanted.Track.TrackSid, options));
                    wanted.Options = options;
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
                wanted.Mid = section.Mid;
                wanted.Ssrc = DrawSsrc();
                wanted.RtxSsrc = section.Codec!.RtxPayloadType != 0 ? DrawSsrc() : 0;
                wanted.Options = Describe(section, wanted, extensions(section));
                bound.Add(section.Mid, wanted);
                added.Add(new(wanted.Track.TrackSid, wanted.Options));
            }
        }

        _bound = bound;
        NoteAnswered(offered);
    }

    /// <summary>The track that a section carries after the last <see cref="Bind"/>; null when it carries none.</summary>
    public SendTrack? FindTrack(string mid) => _bound.TryGetValue(mid, out var wanted) ? wanted.Track : null;

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
        var waiting = _wanted.Count(w => w.Mid is null && w.Track.Kind == kind);
        waits = waiting > 0 && !_stalled.Contains(kind);
        var taken = _bound.Values.Count(w => !w.IsDropped && w.Track.Kind == kind);
        var free = Math.Max(0, _sections[kind] - taken);
        return waits ? Math.Max(0, waiting - free - _requested[kind]) : 0;
    }

    private void Unbind(Wanted wanted, List<string> removed)
    {
        _ssrcs.Remove(wanted.Ssrc);
        _ssrcs.Remove(wanted.RtxSsrc);
        wanted.Mid = null;
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
        section.ClientReceives && section.Kind == track.Kind && section.Codec!.Codec == track.Codec;

    private static SubscriptionOptions Describe(OfferedSection section, Wanted wanted, HeaderExtensionIds extensions) => new()
    {
        Mid = section.Mid,
        Ssrc = wanted.Ssrc,
        RtxSsrc = wanted.RtxSsrc,
        PayloadType = section.Codec!.Map.PayloadType,
        RtxPayloadType = wanted.RtxSsrc != 0 ? section.Codec.RtxPayloadType : (byte)0,
        Nack = section.Codec.Nack,
        Extensions = extensions,
        Cname = wanted.Track.ParticipantSid,
    };

    private sealed class Wanted(SendTrack track)
    {
        public SendTrack Track { get; } = track;

        public string? Mid { get; set; }

        public uint Ssrc { get; set; }

        public uint RtxSsrc { get; set; }

        public SubscriptionOptions? Options { get; set; }

        public bool IsDropped { get; set; }
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
