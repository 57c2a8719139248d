using System.Text;

namespace Visio.Server.Tests.Docs;

[Trait("Database", "none")]
public sealed class MetricsPageTests
{
    private const string Introduction = """
        # Metrics

        `GET /metrics` answers in Prometheus' text format. No label names a room or a person. This page is made from what is served.

        Measurements of quality are taken of each track and peer every five seconds. *Up* is from participants to the server, *down* from the
        server to them. Loss is counted before repair; upwards by the server itself, downwards by what receivers report (RFC 3550 §6.4.1).
        A picture stood still when the gap between two frames was more than three times the mean and more than 150 ms longer than it (W3C
        webrtc-stats, `freezeCount`), downwards as it leaves the server; shared screens, which send nothing while nothing changes, are not counted.
        How each participant of a meeting is connected is told to its hosts by `GET /api/v1/rooms/{slug}/meeting/quality`. Its `limitedBy` is, the
        first that applies:

        | limitedBy | when |
        |---|---|
        | `connection` | the server hears nothing of a connection of theirs |
        | `uplink` | more than 5 % lost on the way up, before repair, or jitter above 60 ms |
        | `downlink` | more than 5 % lost on the way down, or tracks paused because the link does not carry them |
        | `machine` | less than 1 % lost on the way up, and fewer than 8 frames a second from the camera |
        | `none` | otherwise |

        With a media server elsewhere only the rooms, the participants and whether it answers are known here; the rest is that server's to say.

        | name | type | what |
        |---|---|---|

        """;

    [Fact]
    public async Task The_metrics_are_those_that_are_documented()
    {
        await using var server = await RunningServer.StartAsync();
        using var visitor = server.NewVisitor();
        var page = new StringBuilder(Introduction);
        var help = "";
        foreach (var line in (await visitor.GetStringAsync("/metrics")).Split('\n'))
        {
            var words = line.Split(' ', 4);
            if (words is ["#", "HELP", _, _])
            {
                help = words[3];
            }
            else if (words is ["#", "TYPE", _, _])
            {
                page.Append("| `").Append(words[2]).Append("` | ").Append(words[3]).Append(" | ").Append(help).Append(" |\n");
            }
        }

        CommittedPage.AssertUpToDate("metrics.md", page.ToString());
    }
}
