using System.Diagnostics;
using System.Globalization;
using Visio.Fuzz;

// fuzz <target> [--seconds N] [--seed S]: 0 nothing found, 1 a promise was broken, 2 wrong usage.
var target = args.Length == 0 ? null : FuzzTargets.All.FirstOrDefault(t => t.Name == args[0]);
if (target == null || !TryReadNumber("--seconds", 10, out var seconds) || !TryReadNumber("--seed", Environment.TickCount, out var seed))
{
    await Console.Error.WriteLineAsync($"usage: <{string.Join('|', FuzzTargets.All.Select(t => t.Name))}> [--seconds N] [--seed S]");
    return 2;
}

var mutator = new Mutator(target.Corpus, seed);
var watch = Stopwatch.StartNew();
long runs = 0;
while (watch.Elapsed.TotalSeconds < seconds)
{
    var input = mutator.Next();
    try
    {
        target.Run(input);
    }
#pragma warning disable CA1031 // Whatever escapes a target is the finding.
    catch (Exception e)
#pragma warning restore CA1031
    {
        await Console.Error.WriteLineAsync($"{target.Name}: seed {seed}, run {runs}, input {Convert.ToHexString(input)}\n{e}");
        return 1;
    }

    runs++;
}

await Console.Out.WriteLineAsync($"{target.Name}: {runs} inputs in {seconds} s, seed {seed}: nothing found");
return 0;

bool TryReadNumber(string option, int otherwise, out int value)
{
    var at = Array.IndexOf(args, option);
    value = otherwise;
    return at < 0 || (at + 1 < args.Length && int.TryParse(args[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out value));
}
