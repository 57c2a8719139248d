namespace Visio.Server.Settings;

/// <summary>Finds the built web client.</summary>
internal static class WebClientFolder
{
    /// <summary>The folder that was named; else <c>wwwroot</c> beside the program; else <c>web/dist</c> of the source tree that the program was built in.</summary>
    /// <returns>Null where there is no <c>index.html</c> in any of the usual places.</returns>
    public static string? Find(string named, List<string> problems)
    {
        if (named.Length > 0)
        {
            if (!File.Exists(Path.Combine(named, "index.html")))
            {
                problems.Add($"WebRoot is {named}, where there is no index.html.");
            }

            return Path.GetFullPath(named);
        }

        var published = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (File.Exists(Path.Combine(published, "index.html")))
        {
            return published;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Visio.slnx")))
            {
                var built = Path.Combine(folder.FullName, "web", "dist");
                return File.Exists(Path.Combine(built, "index.html")) ? built : null;
            }
        }

        return null;
    }
}
