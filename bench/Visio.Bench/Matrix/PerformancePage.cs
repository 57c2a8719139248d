using System.Globalization;
using System.Text;
using Visio.Bench.Product;

namespace Visio.Bench.Matrix;

/// <summary>Writes docs/performance.md between its marks, and the picture it shows.</summary>
internal static class PerformancePage
{
    private const string Begin = "<!-- matrix: written by `make bench ARGS=\"matrix --write\"` -->";
    private const string Picture = "![Bars for each scenario: the server and the C reference](images/performance.svg)";
    private const string End = "<!-- end of matrix -->";

    public static void Write(Conditions conditions, IReadOnlyList<MatrixRow> rows)
    {
        var page = Path.Combine(SourceTree.Root, "docs", "performance.md");
        var text = File.ReadAllText(page);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (from < 0 || to < from)
        {
            throw new InvalidOperationException($"{page} has no place for the table: '{Begin}' … '{End}'");
        }

        File.WriteAllText(page, text[..(from + Begin.Length)] + "\n\n" + Picture + "\n\n" + Table(conditions, rows) + "\n" + text[to..]);
        File.WriteAllText(Path.Combine(SourceTree.Root, "docs", "images", "performance.svg"), BarChart.Draw(rows));
    }

    public static string Table(Conditions conditions, IReadOnlyList<MatrixRow> rows)
    {
        var table = new StringBuilder();
        table.Append(CultureInfo.InvariantCulture, $"{conditions}.\n\n");
        table.Append("| scenario | server, µs | C reference, µs | ratio | C without UDP_SEGMENT, µs | forwarded a second | server, % of a core | lost | withheld | corrupt |\n");
        table.Append("|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var row in rows)
        {
            table.Append(
                CultureInfo.InvariantCulture,
                $"| {row.Name} | {Spread(row.Server)} | {Spread(row.Reference)} | {(row.Ratio is { } ratio ? ratio.ToString("F2", CultureInfo.InvariantCulture) : "")} | {Spread(row.PlainReference)} | {row.ForwardedPerSecond:N0} | {row.ServerShare * 100:F1} | {row.Lost} of {row.Received:N0} | {row.Withheld} | {row.Corrupt} |\n");
        }

        return table.ToString();
    }

    private static string Spread(IReadOnlyList<double> values) =>
        values.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{MatrixRow.Median(values):F2} [{values.Min():F2}]");
}
