using System.Xml.Linq;

namespace Visio.Server.Tests.Architecture;

/// <summary>Which project may refer to which.</summary>
internal static class ProjectRules
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Visio.Rtc"] = [],
        ["Visio.Sfu"] = ["Visio.Rtc"],
        ["Visio.LiveKit"] = ["Visio.Sfu"],
        ["Visio.Server"] = ["Visio.LiveKit"],
    };

    /// <param name="name">The project's name.</param>
    /// <param name="xml">The text of its project file.</param>
    public static IEnumerable<string> Violations(string name, string xml)
    {
        if (!Allowed.TryGetValue(name, out var allowed))
        {
            yield return $"{name} is a new project: it needs a decision record, and a line here";
            yield break;
        }

        var project = XDocument.Parse(xml);
        foreach (var reference in project.Descendants("ProjectReference").Select(r => NameOf(r.Attribute("Include")!.Value)))
        {
            if (!allowed.Contains(reference, StringComparer.Ordinal))
            {
                yield return $"{name} refers to {reference}";
            }
        }

        // The BCL and OpenSSL are all that the media side stands on.
        if (name is "Visio.Rtc" or "Visio.Sfu" && project.Descendants("PackageReference").Any())
        {
            yield return $"{name} refers to a package";
        }
    }

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));
}
