using System.Globalization;
using System.Text;

namespace Visio.Server.Telemetry;

/// <summary>Writes Prometheus' text format, version 0.0.4.</summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <summary>A figure that goes up and down.</summary>
    public void Gauge(string name, string help, double value) => Family(name, "gauge", help).Sample(name, value);

    /// <summary>A figure that only grows; its name ends in <c>_total</c>.</summary>
    public void Counter(string name, string help, double value) => Family(name, "counter", help).Sample(name, value);

    /// <summary>Figures that only grow, told apart by one label.</summary>
    public void Counters(string name, string help, string label, IEnumerable<(string LabelValue, long Value)> samples)
    {
        Family(name, "counter", help);
        foreach (var (labelValue, value) in samples)
        {
            var escaped = labelValue.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            Sample($"{name}{{{label}=\"{escaped}\"}}", value);
        }
    }

    public override string ToString() => _text.ToString();

    private PrometheusText Family(string name, string type, string help)
    {
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        return this;
    }

    private void Sample(string series, double value) =>
        _text.Append(series).Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
