using System.Globalization;

namespace Visio.Bench.Load;

/// <summary>The arguments of <c>load</c> and of the commands that use it.</summary>
internal sealed record LoadOptions
{
    public const string Usage =
        "load [--url ws://… [--key K --secret S] [--pid P] | --product [--media child|in-process]] [--rooms N] [--publishers N] [--viewers N] [--meeting N] [--audio-only] [--simulcast] [--paced] [--seconds S] [--runs R] [--lossless] [--lose-one-in N] [--check-one-in N]";

    /// <summary>Where the server is; null to start our own.</summary>
    public Uri? Url { get; init; }

    /// <summary>Whether our own server is the whole product (<c>visio serve</c>) and not the media server alone.</summary>
    public bool IsProduct { get; init; }

    /// <summary>Where our own product serves media; null for what it does by itself in development.</summary>
    public string? Media { get; init; }

    /// <summary>Whether the web side of our own product allocates beside its work.</summary>
    public bool IsBusy { get; init; }

    public string Key { get; init; } = "devkey";

    public string Secret { get; init; } = "secret";

    /// <summary>The server's process, if it runs on this machine; known where we start it.</summary>
    public int? ServerProcess { get; init; }

    public LoadScenario Scenario { get; init; } = new(1, 30);

    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(10);

    public int Runs { get; init; } = 3;

    /// <summary>Whether one lost packet is a failure.</summary>
    public bool IsLossless { get; init; }

    /// <summary>Of so many arriving packets one is lost on purpose; 0 for none.</summary>
    public int LosesOneIn { get; init; }

    /// <summary>Of so many arriving packets one is decrypted and compared; the others are counted.</summary>
    public int ChecksOneIn { get; init; } = 1;

    /// <exception cref="FormatException">An argument is not known or not a number.</exception>
    public static LoadOptions Parse(IEnumerable<string> arguments)
    {
        var options = new LoadOptions();
        var rest = new Queue<string>(arguments);
        while (rest.TryDequeue(out var name))
        {
            var scenario = options.Scenario;
            options = name switch
            {
                "--url" => options with { Url = new(Next()) },
                "--key" => options with { Key = Next() },
                "--secret" => options with { Secret = Next() },
                "--pid" => options with { ServerProcess = Number() },
                "--product" => options with { IsProduct = true },
                "--media" => options with { Media = Next() },
                "--publishers" => options with { Scenario = scenario with { Publishers = Number() } },
                "--rooms" => options with { Scenario = scenario with { Rooms = Math.Max(1, Number()) } },
                "--viewers" => options with { Scenario = scenario with { Viewers = Number() } },
                "--meeting" => options with { Scenario = LoadScenario.Meeting(Number()) },
                "--audio-only" => options with { Scenario = scenario with { IsAudioOnly = true } },
                "--paced" => options with { Scenario = scenario with { IsPaced = true } },
                "--simulcast" => options with { Scenario = scenario with { IsSimulcast = true } },
                "--seconds" => options with { Time = TimeSpan.FromSeconds(Math.Max(1, Number())) },
                "--runs" => options with { Runs = Math.Max(1, Number()) },
                "--lose-one-in" => options with { LosesOneIn = Number() },
                "--check-one-in" => options with { ChecksOneIn = Math.Max(1, Number()) },
                "--lossless" => options with { IsLossless = true },
                _ => throw new FormatException($"'{name}' is not known: {Usage}"),
            };
        }

        return options;

        string Next() => rest.TryDequeue(out var value) ? value : throw new FormatException(Usage);
        int Number() => int.TryParse(Next(), CultureInfo.InvariantCulture, out var value) && value >= 0 ? value : throw new FormatException(Usage);
    }
}
