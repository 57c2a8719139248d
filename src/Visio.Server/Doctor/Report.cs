using System.Text.Json;

namespace Visio.Server.Doctor;

/// <summary>Writes findings for people, or for programs.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task WriteAsync(IReadOnlyList<Finding> findings, bool asJson, TextWriter output)
    {
        if (asJson)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(findings.Select(f => new { f.Check, Ok = f.IsWell, f.Detail, f.Fix }), Json));
            return;
        }

        foreach (var finding in findings)
        {
            await output.WriteLineAsync($"{(finding.IsWell ? "ok  " : "FAIL")}  {finding.Check,-20}  {finding.Detail}");
            if (finding.Fix is { } fix)
            {
                await output.WriteLineAsync($"      {"",-20}  {fix}");
            }
        }
    }
}
