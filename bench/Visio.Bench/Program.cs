using Visio.Bench.Load;
using Visio.Bench.Matrix;
using Visio.Bench.Micro;
using Visio.Bench.Product;
using Visio.Bench.Studies;

try
{
    switch (args.FirstOrDefault())
    {
        case "micro":
            return MicroBenchmarks.Run();
        case "load":
            return await LoadCommand.RunAsync(LoadOptions.Parse(args.Skip(1)));
        case "matrix":
            return await MatrixCommand.RunAsync(args[1..]);
        case "--quick":
            return await MatrixCommand.RunAsync(args);
        case "latency":
            return await LatencyStudy.RunAsync(LoadOptions.Parse(args.Skip(1)));
        case "joins":
            return await JoinStudy.RunAsync(LoadOptions.Parse(args.Skip(1)));
        case "memory":
            return await MemoryStudy.RunAsync(LoadOptions.Parse(args.Skip(1)));
        case "growth":
            return await GrowthStudy.RunAsync(LoadOptions.Parse(args.Skip(1)));
        case "lobby":
            return await LobbyBenchmark.RunAsync(Number("--clients", 2000), Text("--postgres"));
        case "join":
            return await JoinBenchmark.RunAsync(Number("--seconds", 20), Text("--postgres"));
        default:
            await Console.Error.WriteLineAsync(
                $"usage: micro | matrix [--quick] [--write] | {LoadOptions.Usage} | latency | joins | memory | growth | lobby [--clients N] [--postgres CONNECTION] | join [--seconds S] [--postgres CONNECTION]");
            return 2;
    }
}
catch (FormatException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}

string? Text(string option) => args.SkipWhile(argument => argument != option).Skip(1).FirstOrDefault();

int Number(string option, int otherwise) => int.TryParse(Text(option), out var number) && number > 0 ? number : otherwise;
