using Visio.Rtc.Codecs;

namespace Visio.Sfu.Forwarding;

/// <summary>Which of the latest frames a subscriber was sent, by their numbers in the dependency descriptor. A mutable struct.</summary>
internal struct SentFrames
{
    private const int Memory = 64;

    private ulong _sent;
    private ushort _highest;

    /// <summary>Forgets all.</summary>
    public void Clear() => _sent = 0;

    /// <summary>Notes that a frame is sent.</summary>
    public void Add(ushort number)
    {
        var ahead = (short)(number - _highest);
        if (_sent == 0 || ahead >= Memory)
        {
            _sent = 1;
            _highest = number;
        }
        else if (ahead > 0)
        {
            _sent = (_sent << ahead) | 1;
            _highest = number;
        }
        else if (ahead > -Memory)
        {
            _sent |= 1UL << -ahead;
        }
    }

    /// <summary>Whether all that a frame refers to was sent.</summary>
    public readonly bool CanDecode(in DependencyDescriptor frame)
    {
        var differences = frame.Differences;
        for (var i = 0; i < Math.Min(differences.Count, Memory) && differences.IsComplete; i++)
        {
            var behind = _highest - (ushort)(frame.FrameNumber - differences[i]);
            if ((ushort)behind >= Memory || (_sent & (1UL << (ushort)behind)) == 0)
            {
                return false;
            }
        }

        return differences.IsComplete;
    }
}
