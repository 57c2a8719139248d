namespace Visio.Server.Tests.Docs;

/// <summary>A page of <c>docs/</c> that is made from the code: <c>make docs</c> writes it, a test compares it.</summary>
internal static class CommittedPage
{
    public static void AssertUpToDate(string name, string expected)
    {
        var path = Path.Combine(ProjectRoot.Path, "docs", name);
        if (Environment.GetEnvironmentVariable("VISIO_WRITE_DOCS") is not null)
        {
            File.WriteAllText(path, expected);
        }

        Assert.True(File.Exists(path) && File.ReadAllText(path) == expected, $"docs/{name} is not what the code says: run 'make docs' and commit it.");
    }
}
