namespace Visio.Bench.Matrix;

/// <summary>The medians of one scenario.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Server">Processor time per forwarded packet, in µs, of each run.</param>
/// <param name="Reference">The same of the C reference, which lets the kernel cut runs of packets; empty where it could not be built.</param>
/// <param name="PlainReference">The same without that.</param>
internal sealed record MatrixRow(string Name, IReadOnlyList<double> Server, IReadOnlyList<double> Reference, IReadOnlyList<double> PlainReference)
{
    public required double ForwardedPerSecond { get; init; }

    public required double ServerShare { get; init; }

    public required double GeneratorMicroseconds { get; init; }

    public required long Lost { get; init; }

    public required long Withheld { get; init; }

    public required long Corrupt { get; init; }

    public required long Received { get; init; }

    /// <summary>Of the server to the reference that does as it does, the median of each run to the one right after it; null without a reference.</summary>
    public double? Ratio => Reference.Count > 0 ? Median([.. Server.Zip(Reference, (server, reference) => server / reference)]) : null;

    /// <summary>The middle value; NaN of nothing.</summary>
    public static double Median(IReadOnlyList<double> values) => values.Count == 0 ? double.NaN : values.Order().ElementAt(values.Count / 2);
}
