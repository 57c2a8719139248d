using Microsoft.EntityFrameworkCore;
using Visio.Server.Data;

namespace Visio.Server.Admin;

/// <summary>Adds up how much the server is used. Counts only: no name and no id leaves it.</summary>
internal sealed class UsageReport(VisioDb db, TimeProvider time)
{
    /// <param name="from">The first day, UTC.</param>
    /// <param name="to">The last day.</param>
    /// <param name="monthly">By month instead of by day.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<IReadOnlyList<UsagePeriod>> ReadAsync(DateOnly from, DateOnly to, bool monthly, CancellationToken cancellationToken)
    {
        var since = new DateTimeOffset(from, TimeOnly.MinValue, TimeSpan.Zero);
        var until = new DateTimeOffset(to, TimeOnly.MinValue, TimeSpan.Zero).AddDays(1);
        var sums = new SortedDictionary<DateOnly, Sum>();
        Sum At(DateTimeOffset moment)
        {
            var day = DateOnly.FromDateTime(moment.UtcDateTime);
            var start = monthly ? new DateOnly(day.Year, day.Month, 1) : day;
            return sums.TryGetValue(start, out var sum) ? sum : sums[start] = new();
        }

        await foreach (var meeting in db.Meetings.Where(m => m.StartedAt >= since && m.StartedAt < until)
            .Select(m => new { m.StartedAt, m.RoomId, m.PeakParticipants }).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var sum = At(meeting.StartedAt);
            sum.Meetings++;
            sum.Peak = Math.Max(sum.Peak, meeting.PeakParticipants);
            sum.Rooms.Add(meeting.RoomId);
        }

        var now = time.GetUtcNow();
        await foreach (var stay in db.Admissions.Where(a => a.JoinedAt >= since && a.JoinedAt < until)
            .Select(a => new { a.JoinedAt, a.LeftAt, a.UserId, a.GuestKey, a.Identity }).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var sum = At(stay.JoinedAt!.Value);
            sum.Time += (stay.LeftAt ?? now) - stay.JoinedAt.Value;

            // Who was erased, and who came in by telephone, counts once for each time.
            sum.People.Add(stay.UserId?.ToString() ?? stay.GuestKey ?? stay.Identity);
        }

        return [.. sums.Select(s => new UsagePeriod(s.Key, s.Value.Meetings, (long)Math.Round(s.Value.Time.TotalMinutes), s.Value.Peak, s.Value.People.Count, s.Value.Rooms.Count))];
    }

    private sealed class Sum
    {
        public int Meetings { get; set; }

        public int Peak { get; set; }

        public TimeSpan Time { get; set; }

        public HashSet<Guid> Rooms { get; } = [];

        public HashSet<string> People { get; } = new(StringComparer.Ordinal);
    }
}
