using System.Globalization;

namespace Visio.Server.Admin;

/// <summary>Comma-separated values (RFC 4180) that a spreadsheet opens without running anything.</summary>
internal static class Csv
{
    public static string Line(params IEnumerable<object?> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    /// <summary>
    /// Text that begins as a formula does gets an apostrophe before it: a spreadsheet would compute it otherwise. Numbers stay what they are.
    /// </summary>
    public static string Cell(object? value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        if (value is string && text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n')
        {
            text = "'" + text;
        }

        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
