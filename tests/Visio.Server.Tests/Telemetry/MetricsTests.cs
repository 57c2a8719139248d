using System.Text.RegularExpressions;
using Visio.Server.Telemetry;

namespace Visio.Server.Tests.Telemetry;

public sealed partial class MetricsTests
{
    [Fact]
    public async Task Metrics_are_Prometheus_text_and_every_sample_has_its_family()
    {
        await using var server = await RunningServer.StartAsync();
        using var visitor = server.NewVisitor();
        using var answer = await visitor.GetAsync("/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        var text = await answer.Content.ReadAsStringAsync();
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var typed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                Assert.True(typed.Add(line.Split(' ')[2]), line);
            }
            else if (!line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                var sample = Sample().Match(line);
                Assert.True(sample.Success, line);
                var name = sample.Groups["name"].Value;
                Assert.True(typed.Contains(name) || typed.Contains(Part().Replace(name, "")), line);
            }
        }

        Assert.Contains("visio_participants", typed);
        Assert.Contains("visio_media_packets_forwarded_total", typed);
        Assert.Contains("process_resident_memory_bytes", typed);
    }

    [Fact]
    public void A_distribution_is_written_in_growing_buckets()
    {
        var text = new PrometheusText();
        text.Histograms("loss", "Loss.", "direction", [("up", [0.1, 0.5], [3L, 0, 2], 2.5)]);
        text.Histograms("delay", "Delay.", "", [("", [1], [0L, 1], 7)]);
        Assert.Equal(
            """
            # HELP loss Loss.
            # TYPE loss histogram
            loss_bucket{direction="up",le="0.1"} 3
            loss_bucket{direction="up",le="0.5"} 3
            loss_bucket{direction="up",le="+Inf"} 5
            loss_sum{direction="up"} 2.5
            loss_count{direction="up"} 5
            # HELP delay Delay.
            # TYPE delay histogram
            delay_bucket{le="1"} 0
            delay_bucket{le="+Inf"} 1
            delay_sum 7
            delay_count 1

            """,
            text.ToString());
    }

    [Fact]
    public async Task Metrics_name_no_room()
    {
        await using var server = await RunningServer.StartAsync();
        var slug = await server.CreateRoomAsync("Board meeting");
        using var visitor = server.NewVisitor();
        var text = await visitor.GetStringAsync("/metrics");
        Assert.DoesNotContain(slug, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Board", text, StringComparison.Ordinal);
    }

    [GeneratedRegex("""^(?<name>[a-z_][a-z0-9_]*)(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? [0-9.eE+-]+$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sample();

    [GeneratedRegex("_(bucket|sum|count)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Part();
}
