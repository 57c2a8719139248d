namespace Visio.Server.Telemetry;

/// <summary>Metrics of another process that belongs to this one.</summary>
internal interface IMetricsRelay
{
    /// <summary>Whole families in Prometheus' format; empty where the process does not say.</summary>
    Task<string> ReadAsync(CancellationToken cancellationToken);
}
