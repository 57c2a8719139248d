using Visio.LiveKit.Protocol;
using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>Tells who speaks to those who hear it, and to the speaker.</summary>
internal sealed class SpeakerUpdates(RoomState room, Subscriptions subscriptions)
{
    public void Changed(IReadOnlyList<SpeakerLevel> levels) => Changed(levels
        .Where(l => room.Publications.ContainsKey(l.Publication))
        .Select(l => (room.Publications[l.Publication], l.Active ? l.Level : 0)));

    /// <summary>Takes how loud tracks are now, 0 for silence.</summary>
    public void Changed(IEnumerable<(PublishedTrack Track, float Level)> levels)
    {
        var told = new Dictionary<Participant, SpeakersChanged>();
        foreach (var (track, level) in levels)
        {
            track.SpeakingLevel = level;
            Add(told, track);
        }

        Send(told);
    }

    /// <summary>A track ends: its speaker falls silent.</summary>
    public void Ended(PublishedTrack track)
    {
        if (track.SpeakingLevel > 0)
        {
            track.SpeakingLevel = 0;
            var told = new Dictionary<Participant, SpeakersChanged>();
            Add(told, track);
            Send(told);
        }
    }

    /// <summary>Says of everybody that they speak, for tests of clients.</summary>
    public static void Pretend(IReadOnlyCollection<Participant> participants)
    {
        var update = new SpeakersChanged();
        update.Speakers.AddRange(participants.Select(p => new SpeakerInfo { Sid = p.Sid, Level = 0.9f, Active = true }));
        foreach (var p in participants)
        {
            p.Send(new() { SpeakersChanged = update });
        }
    }

    private void Add(Dictionary<Participant, SpeakersChanged> told, PublishedTrack track)
    {
        // A participant is as loud as its loudest track.
        var loudest = track.Owner.Tracks.Max(t => t.SpeakingLevel);
        var info = new SpeakerInfo { Sid = track.Owner.Sid, Level = loudest, Active = loudest > 0 };
        foreach (var listener in subscriptions.Receivers(track).Append(track.Owner))
        {
            if (!told.TryGetValue(listener, out var update))
            {
                told[listener] = update = new();
            }

            update.Speakers.Add(info);
        }
    }

    private static void Send(Dictionary<Participant, SpeakersChanged> told)
    {
        foreach (var (listener, update) in told)
        {
            listener.Send(new() { SpeakersChanged = update });
        }
    }
}
