namespace Visio.Server.Media.Child;

/// <summary>What is logged of the media process.</summary>
internal static partial class ChildLog
{
    [LoggerMessage(300, LogLevel.Information, "The media process {Pid} goes on")]
    public static partial void Found(this ILogger log, int pid);

    [LoggerMessage(301, LogLevel.Warning, "A media process is replaced: {Reason}")]
    public static partial void Replaced(this ILogger log, string reason);

    [LoggerMessage(302, LogLevel.Error, "The media process: {Reason}")]
    public static partial void Ended(this ILogger log, string reason);

    [LoggerMessage(303, LogLevel.Information, "The web side ends, the media process goes on")]
    public static partial void Left(this ILogger log);

    [LoggerMessage(304, LogLevel.Error, "What a token is worth could not be found out")]
    public static partial void NotReviewed(this ILogger log, Exception e);
}
