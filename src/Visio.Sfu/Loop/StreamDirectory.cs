using System.Collections.Concurrent;
using System.Text;
using Visio.Rtc.Stun;
using Visio.Sfu.Routing;

namespace Visio.Sfu.Loop;

/// <summary>Whom a connection tells what happens on it: the loop of the peer that its first check names. Any thread.</summary>
/// <param name="loops">Tells each loop; TURN is served by the first.</param>
/// <param name="fragments">Which loop knows an ICE username fragment; null with one loop.</param>
internal sealed class StreamDirectory(IReadOnlyList<Action<StreamEvent>> loops, ConcurrentDictionary<string, int>? fragments)
{
    /// <summary>Finds the loop; null while it is not known.</summary>
    /// <param name="use">What is spoken on the connection.</param>
    /// <param name="first">A datagram that came over it; empty before one has.</param>
    public Action<StreamEvent>? Find(StreamUse use, ReadOnlySpan<byte> first)
    {
        if (fragments is null || use == StreamUse.Turn)
        {
            return loops[0];
        }

        return !first.IsEmpty && first[0] < 4 && StunDemultiplexer.TryReadLocalUsernameFragment(first, out var fragment)
            && fragments.TryGetValue(Encoding.ASCII.GetString(fragment), out var loop)
            ? loops[loop]
            : null;
    }
}
