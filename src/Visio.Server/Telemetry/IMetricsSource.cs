namespace Visio.Server.Telemetry;

/// <summary>A part of the program that has something to say in <c>/metrics</c>.</summary>
internal interface IMetricsSource
{
    void Write(PrometheusText text);
}
