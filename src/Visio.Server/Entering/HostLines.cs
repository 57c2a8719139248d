using System.Collections.Concurrent;

namespace Visio.Server.Entering;

/// <summary>The open streams of those who may have rooms to look after. Any thread.</summary>
internal sealed class HostLines
{
    /// <summary>Tabs and devices of one person.</summary>
    private const int MaxPerPerson = 20;

    private readonly ConcurrentDictionary<HostLine, bool> _lines = new();

    public IEnumerable<HostLine> All => _lines.Select(line => line.Key);

    public bool IsEmpty => _lines.IsEmpty;

    /// <summary>False where the person has too many already.</summary>
    public bool TryAdd(HostLine line)
    {
        _lines[line] = true;
        if (All.Count(other => other.Key == line.Key) <= MaxPerPerson)
        {
            return true;
        }

        Remove(line);
        return false;
    }

    public void Remove(HostLine line) => _lines.TryRemove(line, out _);
}
