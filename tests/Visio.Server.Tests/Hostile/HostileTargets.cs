using System.Text.RegularExpressions;

namespace Visio.Server.Tests.Hostile;

/// <summary>What a request names where it is not hostile: things that exist.</summary>
internal sealed partial record HostileTargets
{
    /// <summary>The caller's session.</summary>
    public required string Cookie { get; init; }

    /// <summary>The address of whoever has that session.</summary>
    public required string Email { get; init; }

    public required string Slug { get; init; }

    public required Guid Room { get; init; }

    public required Guid User { get; init; }

    /// <summary>Somebody else, whom no request ends.</summary>
    public required Guid Other { get; init; }

    public required Guid Application { get; init; }

    public required string Client { get; init; }

    public required string Secret { get; init; }

    public required Guid Webhook { get; init; }

    /// <summary>The caller's in the meeting.</summary>
    public required string Identity { get; init; }

    /// <summary>The path of a request. Where <paramref name="attacked"/> is in it, its text stands as it is.</summary>
    public string Fill(ApiOperation operation, (string Parameter, string Text)? attacked) => Parameter().Replace(operation.Path, found =>
        attacked is var (name, text) && found.Groups["name"].Value == name ? text : ValueOf(found.Groups["before"].Value, found.Groups["name"].Value));

    /// <summary>A body with the names in angle brackets replaced.</summary>
    public string Fill(string body) => body.Contains('<', StringComparison.Ordinal)
        ? body.Replace("<user>", User.ToString(), StringComparison.Ordinal).Replace("<other>", Other.ToString(), StringComparison.Ordinal).Replace("<email>", Email, StringComparison.Ordinal)
            .Replace("<client>", Client, StringComparison.Ordinal).Replace("<secret>", Secret, StringComparison.Ordinal)
            .Replace("<identity>", Identity, StringComparison.Ordinal).Replace("<fresh>", $"{Guid.NewGuid():N}@visio.test", StringComparison.Ordinal)
        : body;

    private string ValueOf(string before, string name) => (before, name) switch
    {
        (_, "slug") => Slug,
        ("rooms", _) or (_, "roomId") => Room.ToString(),
        ("users", _) or (_, "userId") => User.ToString(),
        ("applications", _) => Application.ToString(),
        (_, "webhook") => Webhook.ToString(),
        _ => Guid.Empty.ToString(),
    };

    [GeneratedRegex(@"(?<=/(?<before>[^/]*)/)\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();
}
