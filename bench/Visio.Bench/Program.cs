using Visio.Bench.Micro;

switch (args.FirstOrDefault())
{
    case "micro":
        return MicroBenchmarks.Run();
    default:
        await Console.Error.WriteLineAsync("usage: micro");
        return 2;
}
