namespace Visio.Bench.Product;

/// <summary>Where the sources are: the bench is run from them.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Visio.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Run it from the source tree.");
        }

        return folder.FullName;
    }
}
