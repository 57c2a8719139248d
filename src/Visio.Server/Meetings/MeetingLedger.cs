using Visio.LiveKit;
using Visio.Server.Events;

namespace Visio.Server.Meetings;

/// <summary>
/// Turns what happens at the media server into what is to be written: a pure fold, so that writing can be repeated when the database
/// fails. A meeting begins with the first person who enters an open room, and ends when the room closes.
/// </summary>
internal sealed class MeetingLedger
{
    private readonly Dictionary<string, OpenMeeting> _open = new(StringComparer.Ordinal);

    /// <summary>Follows one event.</summary>
    /// <param name="happened">The event; rooms and identities that are not ours change nothing.</param>
    /// <param name="page">Gets what is to be written.</param>
    public void Enter(LiveEvent happened, MeetingPage page)
    {
        if (!Guid.TryParseExact(happened.Room, "N", out var roomId))
        {
            return;
        }

        _open.TryGetValue(happened.Room, out var meeting);
        if (happened.Kind == LiveEventKind.RoomFinished && meeting is not null)
        {
            Close(meeting, happened.At, page);
            _open.Remove(happened.Room);
        }
        else if (happened.Participant is { } participant && LiveRoster.IsAdmission(participant.Identity))
        {
            if (happened.Kind == LiveEventKind.ParticipantJoined)
            {
                if (meeting is null)
                {
                    meeting = new(Guid.CreateVersion7(happened.At), roomId, happened.At);
                    _open.Add(happened.Room, meeting);
                    page.Tell(EventTypes.MeetingStarted, happened.At, meeting, null);
                }

                Join(meeting, participant.Identity, happened.At, page);
            }
            else if (meeting is not null && happened.Departure != LiveDeparture.Replaced)
            {
                Leave(meeting, participant.Identity, happened.At, page);
            }
        }
    }

    /// <summary>Goes on with a meeting that began before this process.</summary>
    /// <param name="meeting">The meeting as it was written.</param>
    /// <param name="present">Who was in it when it was last written.</param>
    /// <param name="seen">Everybody who ever was.</param>
    public void Resume(Meeting meeting, IEnumerable<string> present, IEnumerable<string> seen)
    {
        var open = new OpenMeeting(meeting.Id, meeting.RoomId, meeting.StartedAt) { Peak = meeting.PeakParticipants, Joins = meeting.Joins };
        open.Present.UnionWith(present);
        open.Seen.UnionWith(seen);
        _open.Add(meeting.RoomId.ToString("N"), open);
    }

    private static void Join(OpenMeeting meeting, string identity, DateTimeOffset at, MeetingPage page)
    {
        page.Arrivals[identity] = (meeting.RoomId, at);
        meeting.Joins += meeting.Seen.Add(identity) ? 1 : 0;
        if (meeting.Present.Add(identity))
        {
            meeting.Peak = Math.Max(meeting.Peak, meeting.Present.Count);
            page.Stays[identity] = new(meeting.Id, meeting.RoomId, page.Stays.GetValueOrDefault(identity)?.JoinedAt ?? at, null);
            page.Tell(EventTypes.ParticipantJoined, at, meeting, identity);
        }

        page.Meetings[meeting.Id] = meeting.State();
    }

    private static void Leave(OpenMeeting meeting, string identity, DateTimeOffset at, MeetingPage page)
    {
        if (meeting.Present.Remove(identity))
        {
            meeting.LastLeftAt = at;
            page.Stays[identity] = new(meeting.Id, meeting.RoomId, page.Stays.GetValueOrDefault(identity)?.JoinedAt, at);
            page.Tell(EventTypes.ParticipantLeft, at, meeting, identity);
        }
    }

    private static void Close(OpenMeeting meeting, DateTimeOffset at, MeetingPage page)
    {
        foreach (var identity in meeting.Present.ToList())
        {
            Leave(meeting, identity, at, page);
        }

        meeting.EndedAt = meeting.LastLeftAt ?? at;
        page.Meetings[meeting.Id] = meeting.State();
        page.Tell(EventTypes.MeetingEnded, at, meeting, null);
    }

    /// <summary>A meeting that goes on.</summary>
    internal sealed class OpenMeeting(Guid id, Guid roomId, DateTimeOffset startedAt)
    {
        public Guid Id => id;

        public Guid RoomId => roomId;

        public HashSet<string> Present { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Seen { get; } = new(StringComparer.Ordinal);

        public int Peak { get; set; }

        public int Joins { get; set; }

        public DateTimeOffset? LastLeftAt { get; set; }

        public DateTimeOffset? EndedAt { get; set; }

        public MeetingPage.MeetingState State() => new(id, roomId, startedAt, EndedAt, Peak, Joins);
    }
}
