using Visio.Sfu;

namespace Visio.LiveKit;

/// <summary>The LiveKit-compatible server as its host sees it. Safe from any thread.</summary>
public sealed class LiveKitServer
{
    internal LiveKitServer() => throw new NotImplementedException();

    /// <summary>How many participants are in a room now; 0 when there is no such room.</summary>
    public int CountParticipants(string room) => throw new NotImplementedException();

    /// <summary>Totals of the media server, for <c>/metrics</c>.</summary>
    public MediaServerStats MediaStats() => throw new NotImplementedException();

    /// <summary>Totals of signalling, for <c>/metrics</c>.</summary>
    public SignallingStats SignallingStats() => throw new NotImplementedException();

    /// <summary>Refuses new joins and tells everybody to leave (SERVER_SHUTDOWN); completes when all are gone.</summary>
    public Task DrainAsync(CancellationToken cancellationToken) => throw new NotImplementedException();
}
