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
    public void Counters(string name, string help, string label, IEnumerable<(string LabelValue, long Value)> samples) =>
        Counters(name, help, label, samples.Select(sample => (sample.LabelValue, (double)sample.Value)));

    public void Counters(string name, string help, string label, IEnumerable<(string LabelValue, double Value)> samples)
    {
        Family(name, "counter", help);
        Samples(name, label, samples);
    }

    /// <summary>Figures that go up and down, told apart by one label.</summary>
    public void Gauges(string name, string help, string label, IEnumerable<(string LabelValue, double Value)> samples)
    {
        Family(name, "gauge", help);
        Samples(name, label, samples);
    }

    /// <summary>Distributions, told apart by one label, or by none where it is empty.</summary>
    /// <param name="name">The family's name.</param>
    /// <param name="help">What it counts.</param>
    /// <param name="label">The label's name.</param>
    /// <param name="samples">The label's value, the upper bounds of all buckets but the last, what fell into each bucket, and the sum of all values.</param>
    public void Histograms(
        string name, string help, string label, IEnumerable<(string LabelValue, IReadOnlyList<double> Bounds, IReadOnlyList<long> Counts, double Sum)> samples)
    {
        Family(name, "histogram", help);
        foreach (var (labelValue, bounds, counts, sum) in samples)
        {
            var own = label.Length > 0 ? $"{label}=\"{labelValue}\"" : "";
            var count = 0L;
            for (var i = 0; i < counts.Count; i++)
            {
                count += counts[i];
                var bound = i < bounds.Count ? bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                Sample($"{name}_bucket{{{own}{(own.Length > 0 ? "," : "")}le=\"{bound}\"}}", count);
            }

            var labels = own.Length > 0 ? $"{{{own}}}" : "";
            Sample($"{name}_sum{labels}", sum);
            Sample($"{name}_count{labels}", count);
        }
    }

    public override string ToString() => _text.ToString();

    private PrometheusText Family(string name, string type, string help)
    {
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        return this;
    }

    private void Samples(string name, string label, IEnumerable<(string LabelValue, double Value)> samples)
    {
        foreach (var (labelValue, value) in samples)
        {
            var escaped = labelValue.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            Sample($"{name}{{{label}=\"{escaped}\"}}", value);
        }
    }

    private void Sample(string series, double value) =>
        _text.Append(series).Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
