using System.Text.RegularExpressions;

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
                Assert.Contains(sample.Groups["name"].Value, typed);
            }
        }

        Assert.Contains("visio_participants", typed);
        Assert.Contains("visio_media_packets_forwarded_total", typed);
        Assert.Contains("process_resident_memory_bytes", typed);
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

    [GeneratedRegex("""^(?<name>[a-z_][a-z0-9_]*)(\{[a-z_]+="[^"]*"\})? [0-9.eE+-]+$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sample();
}
