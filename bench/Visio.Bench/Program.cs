using Visio.Bench.Load;
using Visio.Bench.Micro;
using Visio.Bench.Product;

switch (args.FirstOrDefault())
{
    case "micro":
        return MicroBenchmarks.Run();
    case "load":
        return LoadBenchmark.Run(args);
    case "lobby":
        return await LobbyBenchmark.RunAsync(Number("--clients", 2000), Text("--postgres"));
    case "join":
        return await JoinBenchmark.RunAsync(Number("--seconds", 20), Text("--postgres"));
    default:
        await Console.Error.WriteLineAsync("usage: micro | load [--viewers N] [--seconds S] [--runs R] [--numbered] [--lossless] | lobby [--clients N] [--postgres CONNECTION] | join [--seconds S] [--postgres CONNECTION]");
        return 2;
}

string? Text(string option) => args.SkipWhile(argument => argument != option).Skip(1).FirstOrDefault();

int Number(string option, int otherwise) => int.TryParse(Text(option), out var number) && number > 0 ? number : otherwise;
