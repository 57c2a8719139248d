namespace Visio.Fuzz;

/// <summary>A named target: what it does with an input, and valid inputs to start from, in hexadecimal.</summary>
public sealed record FuzzTarget(string Name, FuzzTarget.Body Run, params string[] Seeds)
{
    /// <summary>Throws when the code under test broke a promise.</summary>
    public delegate void Body(ReadOnlySpan<byte> input);

    /// <summary>The seeds as bytes.</summary>
    public IReadOnlyList<byte[]> Corpus { get; } = [.. Seeds.Select(Convert.FromHexString)];
}
