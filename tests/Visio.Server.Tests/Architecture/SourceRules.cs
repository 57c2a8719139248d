using System.Text.RegularExpressions;

namespace Visio.Server.Tests.Architecture;

/// <summary>Who may use what (docs/architecture.md), read off the text of the sources.</summary>
internal static partial class SourceRules
{
    private const int MaxLines = 800;

    private static readonly string[] NamesThatExplainNothing = ["Utils", "Util", "Helpers", "Helper", "Common", "Shared", "Misc", "Manager", "Managers"];

    /// <summary>Sockets, threads, clocks, files, injection and logs: nothing that sans-IO code may touch.</summary>
    private static readonly string[] Outside =
    [
        "System.Net.Sockets", "System.Threading.Tasks", "System.Threading.Channels", "System.IO",
        "System.Diagnostics.Stopwatch", "System.Diagnostics.Process", "Microsoft.Extensions", "Microsoft.AspNetCore",
    ];

    /// <summary>The parts of the media server that are not sans-IO: its loop, the recorder's writer, and where events leave the loop's thread.</summary>
    private static readonly string[] InTheWorld =
        ["src/Visio.Sfu/Loop/", "src/Visio.Sfu/Recording/", "src/Visio.Sfu/MediaRoom.cs", "src/Visio.Sfu/MediaEventReader.cs"];

    /// <summary>Folders of C# and the namespaces that they may not use.</summary>
    private static readonly (string Folder, string[] Except, string[] MayNotUse)[] Layers =
    [
        ("src/Visio.Rtc/", [], [.. Outside, "Visio.Sfu", "Visio.LiveKit", "Visio.Server"]),
        ("src/Visio.Sfu/", InTheWorld, [.. Outside, "Visio.LiveKit", "Visio.Server"]),
        ("src/Visio.Sfu/Loop/", [], ["Microsoft.AspNetCore", "Visio.LiveKit", "Visio.Server"]),
        ("src/Visio.LiveKit/", [], ["Microsoft.EntityFrameworkCore", "Microsoft.Data", "Visio.Server"]),
        ("src/Visio.Server/", [], ["Visio.Rtc", "Visio.Sfu"]),
    ];

    /// <summary>
    /// The features of the product and the other features that each may use. Everything else in Visio.Server is there for all
    /// (Hosting, Settings, Data) or knows all (CommandLine).
    /// </summary>
    private static readonly Dictionary<string, string[]> Features = new(StringComparer.Ordinal)
    {
        ["Audit"] = [],
        ["Events"] = [],
        ["Policies"] = [],
        ["Accounts"] = ["Audit", "Events", "Policies"],
        ["Rooms"] = ["Audit", "Events", "Policies", "Accounts"],
        ["Meetings"] = ["Audit", "Events", "Policies", "Accounts", "Rooms"],
        ["Entering"] = ["Audit", "Events", "Policies", "Accounts", "Rooms", "Meetings"],
        ["Diagnostics"] = ["Accounts"],
        ["Applications"] = ["Audit", "Events", "Policies", "Accounts"],
        ["Admin"] = ["Audit", "Events", "Policies", "Accounts", "Rooms", "Meetings", "Entering", "Applications"],
        ["Telemetry"] = [],
        ["Doctor"] = [],
    };

    public static IEnumerable<string> Violations(IEnumerable<SourceFile> files) => files.SelectMany(Violations).Order(StringComparer.Ordinal);

    public static IEnumerable<string> Violations(SourceFile file)
    {
        var lines = file.Text.Split('\n').Length;
        if (lines > MaxLines)
        {
            yield return $"{file.Path} has {lines} lines; {MaxLines} is where it stops";
        }

        // Namespaces of texts are named as translators expect them.
        var isOfTexts = file.Path.StartsWith("web/src/i18n/", StringComparison.Ordinal);
        foreach (var name in file.Path.Split('/', '.').Where(name => !isOfTexts && IsNameThatExplainsNothing(name)))
        {
            yield return $"{file.Path}: '{name}' does not say what is in it";
        }

        var found = file.Path.EndsWith(".cs", StringComparison.Ordinal) ? OfCSharp(file) : OfWeb(file);
        foreach (var violation in found)
        {
            yield return violation;
        }
    }

    private static bool IsNameThatExplainsNothing(string name) =>
        NamesThatExplainNothing.Contains(name, StringComparer.OrdinalIgnoreCase)
        || NamesThatExplainNothing.Any(bad => name.EndsWith(bad, StringComparison.Ordinal));

    private static IEnumerable<string> OfCSharp(SourceFile file)
    {
        var used = Usings().Matches(file.Text).Select(match => match.Groups["name"].Value).ToList();
        foreach (var (folder, except, mayNotUse) in Layers)
        {
            if (file.Path.StartsWith(folder, StringComparison.Ordinal) && !except.Any(part => file.Path.StartsWith(part, StringComparison.Ordinal)))
            {
                foreach (var name in used.Where(name => mayNotUse.Any(banned => IsIn(name, banned))))
                {
                    yield return $"{file.Path} uses {name}";
                }
            }
        }

        // The engine has one door: everything else goes through ILiveRooms, behind which may be another server.
        if (file.Path.StartsWith("src/Visio.Server/", StringComparison.Ordinal)
            && !file.Path.StartsWith("src/Visio.Server/Media/", StringComparison.Ordinal)
            && !file.Path.StartsWith("src/Visio.Server/Hosting/", StringComparison.Ordinal)
            && Engine().Match(file.Text) is { Success: true } engine)
        {
            yield return $"{file.Path} uses {engine.Value}: the media server is reached through Media alone";
        }

        if (Feature().Match(file.Path) is { Success: true } inFeature && Features.TryGetValue(inFeature.Groups["name"].Value, out var allowed))
        {
            var own = inFeature.Groups["name"].Value;
            foreach (var other in Features.Keys.Where(other => other != own && !allowed.Contains(other, StringComparer.Ordinal)))
            {
                if (used.Any(name => IsIn(name, $"Visio.Server.{other}")))
                {
                    yield return $"{file.Path} uses the feature {other}";
                }
            }
        }
    }

    private static IEnumerable<string> OfWeb(SourceFile file)
    {
        foreach (var import in Imports().Matches(file.Text).Select(match => match.Groups["name"].Value))
        {
            var target = Resolve(file.Path, import);
            var isReact = target is "react" or "react-dom" or "react-i18next" or "react-aria-components" or "@tanstack/react-query"
                || target.StartsWith("react/", StringComparison.Ordinal) || target.StartsWith("react-dom/", StringComparison.Ordinal);
            if (file.Path.StartsWith("web/src/client/", StringComparison.Ordinal)
                && (isReact || In(target, "meeting") || In(target, "features") || In(target, "ui")))
            {
                yield return $"{file.Path} imports {import}: the client knows neither React nor what is above it";
            }

            if (file.Path.StartsWith("web/src/meeting/", StringComparison.Ordinal) && (isReact || In(target, "features") || In(target, "ui")))
            {
                yield return $"{file.Path} imports {import}: view-models know neither React nor what is above them";
            }

            if (WebFeature().Match(file.Path) is { Success: true } own
                && WebFeature().Match(target + "/") is { Success: true } other
                && own.Groups["name"].Value != other.Groups["name"].Value)
            {
                yield return $"{file.Path} imports {import}: a feature does not know another";
            }

            if (file.Path.StartsWith("web/src/features/", StringComparison.Ordinal) && IsIn(target.Replace('/', '.'), "livekit-client"))
            {
                yield return $"{file.Path} imports {import}: screens go through meeting";
            }
        }
    }

    private static bool In(string target, string folder) =>
        target == $"web/src/{folder}" || target.StartsWith($"web/src/{folder}/", StringComparison.Ordinal);

    private static bool IsIn(string name, string root) => name == root || name.StartsWith(root + ".", StringComparison.Ordinal);

    /// <summary>A relative import, or one that begins with '@/' (web/src), as a path from the root; a package by its name.</summary>
    private static string Resolve(string from, string import)
    {
        if (import.StartsWith("@/", StringComparison.Ordinal))
        {
            return "web/src/" + import[2..];
        }

        if (!import.StartsWith('.'))
        {
            return import;
        }

        var parts = from.Split('/').SkipLast(1).ToList();
        foreach (var part in import.Split('/'))
        {
            if (part == "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    [GeneratedRegex(@"^\s*(global )?using (static )?(\w+ = )?(?<name>[\w.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Usings();

    [GeneratedRegex(@"\b(LiveKitServer|LiveKitOptions|RoomControl|AddLiveKit|MapLiveKit|RemoteLiveKit|RemoteRooms)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Engine();

    [GeneratedRegex("^src/Visio.Server/(?<name>[^/]+)/", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Feature();

    [GeneratedRegex("""(\bfrom\s+|\bimport\s+|\bimport\()["'](?<name>[^"']+)["']""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Imports();

    [GeneratedRegex("^web/src/features/(?<name>[^/]+)/", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WebFeature();
}
