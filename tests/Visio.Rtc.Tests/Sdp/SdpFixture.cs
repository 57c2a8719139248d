namespace Visio.Rtc.Tests.Sdp;

/// <summary>Descriptions recorded from real clients, by file name.</summary>
internal static class SdpFixture
{
    public static IReadOnlyList<string> All { get; } =
        [.. typeof(SdpFixture).Assembly.GetManifestResourceNames().Where(n => n.EndsWith(".sdp", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Names { get; } = new(All);

    public static string Read(string name)
    {
        using var reader = new StreamReader(typeof(SdpFixture).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
