using System.Globalization;
using System.Text;
using Xunit.Abstractions;

namespace Visio.Sfu.Tests.Networks;

/// <summary>
/// Calls over bad networks in virtual time with fixed seeds; what each has to leave of a call stands beside it. With <c>VISIO_WRITE_DOCS</c>
/// what was measured is written to <c>docs/network-scenarios.md</c>.
/// </summary>
public sealed class NetworkTests(ITestOutputHelper output)
{
    private const int FirstSeed = 6_000;

    public static TheoryData<int, string> Rows()
    {
        var rows = new TheoryData<int, string>();
        for (var i = 0; i < NetworkScenarios.All.Length; i++)
        {
            rows.Add(i, NetworkScenarios.All[i].Name);
        }

        return rows;
    }

    [Fact]
    public void The_page_of_networks_names_all_of_them()
    {
        var file = Path.Combine(Root(), "docs", "network-scenarios.md");
        if (Environment.GetEnvironmentVariable("VISIO_WRITE_DOCS") is not null)
        {
            File.WriteAllText(file, Page());
        }

        var page = File.ReadAllLines(file);
        Assert.Equal(NetworkScenarios.All.Select(Expectations), page.Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Skip(1).Select(l => string.Join('|', l.Split('|')[..7]) + "|"));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void What_is_left_of_a_call_over(int row, string network)
    {
        var scenario = NetworkScenarios.All[row];
        var result = NetworkRun.Run(scenario, FirstSeed + row);
        output.WriteLine($"{network}: {result}");

        Assert.InRange(result.Concealed, 0, scenario.MostConcealed);
        Assert.InRange(result.Freeze, 0, scenario.LongestFreeze);
        Assert.InRange(result.Pictures, scenario.FewestPictures, 26);
        Assert.InRange(result.Recovery ?? 0, 0, scenario.LongestRecovery ?? 0);
        Assert.InRange(result.Use ?? 1, scenario.LeastUse ?? 0, 1.01);
    }

    private static string Page()
    {
        var page = new StringBuilder("""
            # Calls over bad networks

            One speaker with sound and a camera in three sizes (1.5 Mbit/s, 480 kbit/s and 140 kbit/s, 25 pictures a second in three temporal layers),
            one viewer behind the network of the row, in virtual time with fixed seeds: `tests/Visio.Sfu.Tests/Networks`. The viewer does what a browser
            does: transport-wide feedback, NACK, key-frame requests. Sound counts as made up when it is not there 200 ms after the fastest packet would
            have been; a picture counts when it and what it refers to are complete. The first seconds, while the path is still unknown, are
            not judged (3 s, on narrow links 6 to 8 s). Behind "≤" and "≥" stands what the test asks for, behind it what was measured when this page was
            written: `VISIO_WRITE_DOCS=1 dotnet test tests/Visio.Sfu.Tests -c Release --filter FullyQualifiedName~The_page_of_networks`.

            | Network | Sound made up | Longest freeze | Pictures/s | Recovered after | Link used | Sound | Freeze | Pictures/s | Best size | Recovered | Link used | Key frames |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|

            """);
        foreach (var (row, scenario) in NetworkScenarios.All.Index())
        {
            var r = NetworkRun.Run(scenario, FirstSeed + row);
            page.Append(Expectations(scenario)).Append(CultureInfo.InvariantCulture, $" {r.Concealed:P1} | {r.Freeze:F2} s | {r.Pictures:F1} | {r.Best:P0} | {r.Recovery:F1} | {r.Use:P0} | {r.KeyFrames} |\n");
        }

        return page.ToString();
    }

    private static string Expectations(NetworkScenario s) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {s.Name} | ≤ {s.MostConcealed:P0} | ≤ {s.LongestFreeze:F1} s | ≥ {s.FewestPictures:F1} | {(s.LongestRecovery is { } t ? $"≤ {t:F0} s" : "")} | {(s.LeastUse is { } u ? $"≥ {u:P0}" : "")} |");

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Visio.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
