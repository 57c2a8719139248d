using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Visio.Server.Admin;

/// <summary><c>/api/v1/admin/usage</c>: how much this server is used, as far back as meetings are remembered.</summary>
internal static class UsageEndpoints
{
    private const int MaxDays = 1100;
    private const int DefaultDays = 30;

    public static void MapUsage(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/usage", Get).WithName("getUsage").WithSummary("Meetings, minutes, peak, people and rooms by ?period=day or month")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        admin.MapGet("/usage.csv", GetCsv).WithName("getUsageCsv").WithSummary("The same for a spreadsheet")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv").ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Results<Ok<UsageView>, ProblemHttpResult>> Get(
        string? from, string? to, string? period, UsageReport report, TimeProvider time, CancellationToken cancellationToken) =>
        Read(from, to, period, time) is { } asked
            ? TypedResults.Ok(new UsageView(asked.From, asked.To, asked.Monthly ? "month" : "day", await report.ReadAsync(asked.From, asked.To, asked.Monthly, cancellationToken)))
            : AdminProblems.InvalidPeriod;

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> GetCsv(
        string? from, string? to, string? period, UsageReport report, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Read(from, to, period, time) is not { } asked)
        {
            return AdminProblems.InvalidPeriod;
        }

        var periods = await report.ReadAsync(asked.From, asked.To, asked.Monthly, cancellationToken);
        var text = Csv.Line("start", "meetings", "participant_minutes", "peak", "people", "rooms")
            + string.Concat(periods.Select(p => Csv.Line(p.Start.ToString("O", CultureInfo.InvariantCulture), p.Meetings, p.ParticipantMinutes, p.Peak, p.People, p.Rooms)));
        return TypedResults.File(System.Text.Encoding.UTF8.GetBytes(text), "text/csv; charset=utf-8", "visio-usage.csv");
    }

    private static (DateOnly From, DateOnly To, bool Monthly)? Read(string? from, string? to, string? period, TimeProvider time)
    {
        var last = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        if (!string.IsNullOrEmpty(to) && !IsDay(to, out last))
        {
            return null;
        }

        var first = last.DayNumber >= DefaultDays ? last.AddDays(1 - DefaultDays) : DateOnly.MinValue;
        return (string.IsNullOrEmpty(from) || IsDay(from, out first)) && first <= last && last.DayNumber - first.DayNumber < MaxDays
            && last < DateOnly.MaxValue && period is null or "" or "day" or "month"
                ? (first, last, period == "month")
                : null;
    }

    private static bool IsDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
