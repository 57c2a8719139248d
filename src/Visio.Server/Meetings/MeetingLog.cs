namespace Visio.Server.Meetings;

/// <summary>What is logged of meetings: never a room's link nor an identity.</summary>
internal static partial class MeetingLog
{
    [LoggerMessage(200, LogLevel.Error, "What happened in meetings could not be written; it is tried again")]
    public static partial void WritingFailed(this ILogger log, Exception e);

    [LoggerMessage(201, LogLevel.Critical, "What happened in meetings was given up: {Count} events")]
    public static partial void WritingGivenUp(this ILogger log, int count);

    [LoggerMessage(202, LogLevel.Error, "Live rooms could not be brought in line with the database; it is tried again in a second")]
    public static partial void EnforcingFailed(this ILogger log, Exception e);

    [LoggerMessage(203, LogLevel.Warning, "The server ended without a word before: {Meetings} meetings and {Admissions} stays were closed")]
    public static partial void ClosedAfterCrash(this ILogger log, int meetings, int admissions);

    [LoggerMessage(205, LogLevel.Error, "The chat of meetings could not be kept; it is tried again")]
    public static partial void ChatFailed(this ILogger log, Exception e);

    [LoggerMessage(204, LogLevel.Information, "{Count} participants were taken out: their leave was taken back")]
    public static partial void TakenOut(this ILogger log, int count);
}
