using System.Globalization;
using System.Net;
using System.Text;

namespace Visio.Bench.Matrix;

/// <summary>Bars for each scenario: the server and the C reference.</summary>
internal static class BarChart
{
    private const int Left = 190;
    private const int Width = 760;
    private const int Row = 44;
    private const int Bar = 15;
    private const int Top = 50;

    public static string Draw(IReadOnlyList<MatrixRow> rows)
    {
        var most = rows.Count == 0 ? 1 : rows.Max(r => Math.Max(MatrixRow.Median(r.Server), r.Reference.Count > 0 ? MatrixRow.Median(r.Reference) : 0));
        var scale = (Width - Left - 60) / most;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Top + (rows.Count * Row) + 10}\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\">\n");
        svg.Append("<title>Processor time for each forwarded packet</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        svg.Append("<text x=\"10\" y=\"20\" font-weight=\"bold\" fill=\"#161616\">Processor time for each forwarded packet, µs (less is better)</text>\n");
        Legend(svg, Left, "#000091", "server");
        Legend(svg, Left + 110, "#929292", "C reference");
        for (var i = 0; i < rows.Count; i++)
        {
            var y = Top + (i * Row);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{y + 20}\" text-anchor=\"end\" fill=\"#161616\">{WebUtility.HtmlEncode(rows[i].Name)}</text>\n");
            Draw(svg, y, MatrixRow.Median(rows[i].Server), scale, "#000091");
            if (rows[i].Reference.Count > 0)
            {
                Draw(svg, y + Bar + 2, MatrixRow.Median(rows[i].Reference), scale, "#929292");
            }
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Legend(StringBuilder svg, int x, string colour, string words) => svg.Append(
        CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"30\" width=\"12\" height=\"12\" fill=\"{colour}\"/><text x=\"{x + 17}\" y=\"40\" fill=\"#161616\">{words}</text>\n");

    private static void Draw(StringBuilder svg, int y, double value, double scale, string colour) => svg.Append(
        CultureInfo.InvariantCulture,
        $"<rect x=\"{Left}\" y=\"{y}\" width=\"{value * scale:F1}\" height=\"{Bar}\" fill=\"{colour}\"/><text x=\"{Left + (value * scale) + 5:F1}\" y=\"{y + 12}\" fill=\"#161616\">{value:F2}</text>\n");
}
