using System.Text;

namespace Visio.Server.Tests.CommandLine;

/// <summary>Output of a command that completes a task once a line with the given start was written.</summary>
internal sealed class LineSignal(string start) : TextWriter
{
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Seen => _seen.Task;

    public override Encoding Encoding => Encoding.UTF8;

    public override Task WriteLineAsync(string? value)
    {
        if (value?.StartsWith(start, StringComparison.Ordinal) == true)
        {
            _seen.TrySetResult();
        }

        return Task.CompletedTask;
    }
}
