using Microsoft.Extensions.Logging;

namespace Visio.LiveKit;

/// <summary>
/// What is logged. Never a token, never what people say or send, and neither names of rooms, which may be all one needs to enter, nor
/// identities, which may be people's addresses: SIDs say who is meant and nothing else.
/// </summary>
internal static partial class LiveKitLog
{
    [LoggerMessage(1, LogLevel.Debug, "Signalling socket {Connection} ended: {Reason}")]
    public static partial void SocketEnded(this ILogger log, string connection, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Signalling socket {Connection} was closed: {Reason}")]
    public static partial void SessionExpelled(this ILogger log, string connection, string reason);

    [LoggerMessage(3, LogLevel.Information, "Join refused with {Status}: {Reason}")]
    public static partial void JoinRefused(this ILogger log, int status, string reason);

    [LoggerMessage(4, LogLevel.Information, "Room {Room} opened")]
    public static partial void RoomOpened(this ILogger log, string room);

    [LoggerMessage(5, LogLevel.Information, "Room {Room} closed: {Reason}")]
    public static partial void RoomClosed(this ILogger log, string room, string reason);

    [LoggerMessage(6, LogLevel.Information, "{Participant} joined {Room} with {Sdk} {Version}")]
    public static partial void Joined(this ILogger log, string participant, string room, string sdk, string version);

    [LoggerMessage(7, LogLevel.Information, "{Participant} left {Room}: {Reason}")]
    public static partial void Left(this ILogger log, string participant, string room, string reason);

    [LoggerMessage(8, LogLevel.Information, "{Participant} resumed its session in {Room}")]
    public static partial void Resumed(this ILogger log, string participant, string room);

    [LoggerMessage(9, LogLevel.Warning, "An offer of {Participant} was refused: {Reason}")]
    public static partial void OfferRefused(this ILogger log, string participant, string reason);

    [LoggerMessage(10, LogLevel.Warning, "A track of {Participant} was refused: {Reason}")]
    public static partial void TrackRefused(this ILogger log, string participant, string reason);

    [LoggerMessage(11, LogLevel.Information, "{Participant} published {Track} as {Mime}")]
    public static partial void TrackPublished(this ILogger log, string participant, string track, string mime);

    [LoggerMessage(12, LogLevel.Information, "The transport of {Participant} failed: {Reason}")]
    public static partial void TransportFailed(this ILogger log, string participant, string reason);

    [LoggerMessage(13, LogLevel.Error, "A message could not be handled in room {Room}")]
    public static partial void Unhandled(this ILogger log, Exception e, string room);

    [LoggerMessage(14, LogLevel.Debug, "A data packet of {Participant} was dropped: {Reason}")]
    public static partial void DataDropped(this ILogger log, string participant, string reason);

    [LoggerMessage(15, LogLevel.Information, "Media server listens on {Candidates}")]
    public static partial void MediaServerStarted(this ILogger log, string candidates);

    [LoggerMessage(16, LogLevel.Information, "Draining: {Participants} participants are told to leave")]
    public static partial void Draining(this ILogger log, int participants);

    [LoggerMessage(17, LogLevel.Warning, "Draining took too long: some rooms are cut off")]
    public static partial void DrainTimedOut(this ILogger log);

    [LoggerMessage(18, LogLevel.Warning, "An answer of {Participant} was refused: {Reason}")]
    public static partial void AnswerRefused(this ILogger log, string participant, string reason);

    [LoggerMessage(19, LogLevel.Warning, "A webhook to {Host} failed ({Event}, attempt {Attempt}): {Reason}")]
    public static partial void WebhookFailed(this ILogger log, string host, string @event, int attempt, string reason);

    [LoggerMessage(21, LogLevel.Information, "Worker {Worker} registered for {Type} as '{AgentName}'")]
    public static partial void WorkerRegistered(this ILogger log, string worker, string type, string agentName);

    [LoggerMessage(22, LogLevel.Information, "Worker {Worker} is gone")]
    public static partial void WorkerLeft(this ILogger log, string worker);

    [LoggerMessage(23, LogLevel.Debug, "The socket of worker {Worker} ended: {Reason}")]
    public static partial void WorkerSocketEnded(this ILogger log, string worker, string reason);

    [LoggerMessage(20, LogLevel.Warning, "{Count} webhooks to {Host} were given up")]
    public static partial void WebhooksDropped(this ILogger log, string host, int count);

    [LoggerMessage(24, LogLevel.Error, "A signalling session over HTTP failed")]
    public static partial void SessionFailed(this ILogger log, Exception e);

    [LoggerMessage(26, LogLevel.Warning, "More media arrives than this machine forwards: pictures are kept back, level {Level} of 4")]
    public static partial void Shedding(this ILogger log, int level);

    [LoggerMessage(25, LogLevel.Information, "Media over TCP is told as {Candidates}")]
    public static partial void MediaSharesPorts(this ILogger log, string candidates);
}
