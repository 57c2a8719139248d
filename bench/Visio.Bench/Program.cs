using Visio.Bench.Load;
using Visio.Bench.Micro;

switch (args.FirstOrDefault())
{
    case "micro":
        return MicroBenchmarks.Run();
    case "load":
        return LoadBenchmark.Run(args);
    default:
        await Console.Error.WriteLineAsync("usage: micro | load [--viewers N] [--seconds S] [--runs R] [--lossless]");
        return 2;
}
