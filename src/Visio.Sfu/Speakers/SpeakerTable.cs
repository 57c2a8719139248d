using Visio.Rtc.Time;

namespace Visio.Sfu.Speakers;

/// <summary>Who speaks in a room, and what of that changed since it was last told.</summary>
internal sealed class SpeakerTable
{
    /// <summary>Levels are told in steps of one eighth, so that small changes are no news.</summary>
    private const int Steps = 8;

    private readonly Dictionary<PublicationId, Entry> _entries = [];
    private readonly List<PublicationId> _removed = [];

    /// <summary>Who speaks, or spoke last; while several do, who has been heard first of them.</summary>
    public PublicationId? Leading { get; private set; }

    /// <summary>How often <see cref="Evaluate"/> is to be called.</summary>
    public static TimeSpan Interval => SpeechMeter.Window;

    /// <summary>Whether there is any track to evaluate.</summary>
    public bool IsEmpty => _entries.Count == 0 && _removed.Count == 0;

    /// <summary>Adds an audio track.</summary>
    /// <returns>The meter to feed with its levels.</returns>
    public SpeechMeter Add(PublicationId publication)
    {
        var meter = new SpeechMeter();
        Add(publication, meter);
        return meter;
    }

    /// <summary>Adds an audio track that has a meter already.</summary>
    /// <param name="publication">The track.</param>
    /// <param name="meter">What is fed with its levels.</param>
    /// <param name="isElsewhere">Whether it is of another loop, which tells of it.</param>
    public void Add(PublicationId publication, SpeechMeter meter, bool isElsewhere = false) => _entries.Add(publication, new(meter, isElsewhere));

    /// <summary>Removes a track; when it was speaking, its end is told next time.</summary>
    public void Remove(PublicationId publication)
    {
        if (_entries.Remove(publication, out var entry) && entry.Told > 0 && !entry.IsElsewhere)
        {
            _removed.Add(publication);
        }
    }

    /// <summary>Lists what changed: who began, whose level moved by a step, who stopped (level 0).</summary>
    /// <returns>Null when nothing did; empty when it was on another loop.</returns>
    public IReadOnlyList<SpeakerLevel>? Evaluate(Instant now)
    {
        List<SpeakerLevel>? changes = null;
        foreach (var publication in _removed)
        {
            (changes ??= []).Add(new(publication, 0, Active: false));
        }

        _removed.Clear();
        foreach (var (publication, entry) in _entries)
        {
            var (smoothed, speaking) = entry.Meter.Read(now);
            var level = speaking ? (float)Math.Min(1, Math.Ceiling(smoothed * Steps) / Steps) : 0;
            if (level != entry.Told)
            {
                entry.Told = level;
                changes ??= [];
                if (!entry.IsElsewhere)
                {
                    changes.Add(new(publication, level, speaking));
                }
            }
        }

        if (changes is not null && (Leading is not { } leading || !_entries.TryGetValue(leading, out var leader) || leader.Told == 0))
        {
            Leading = Loudest() ?? Leading;
        }

        return changes;
    }

    private PublicationId? Loudest()
    {
        PublicationId? loudest = null;
        var most = 0f;
        foreach (var (publication, entry) in _entries)
        {
            if (entry.Told > most)
            {
                (loudest, most) = (publication, entry.Told);
            }
        }

        return loudest;
    }

    private sealed class Entry(SpeechMeter meter, bool isElsewhere)
    {
        public bool IsElsewhere => isElsewhere;

        public SpeechMeter Meter { get; } = meter;

        public float Told { get; set; }
    }
}
