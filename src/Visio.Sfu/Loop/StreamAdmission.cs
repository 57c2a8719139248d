using Visio.Rtc;

namespace Visio.Sfu.Loop;

/// <summary>How many connections there may be: in all, and of strangers, of one address and of all. Any thread.</summary>
internal sealed class StreamAdmission
{
    /// <summary>Connections altogether; each holds a few kilobytes and a descriptor.</summary>
    public const int Most = 16_384;

    /// <summary>Connections that have not proved who they are.</summary>
    public const int MostStrangers = 512;

    /// <summary>The same from one address (IPv4), or one network of 64 bits (IPv6). Many people may be behind one.</summary>
    public const int MostStrangersOfOne = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, int> _strangers = [];
    private int _strangersOfAll;
    private int _all;
    private uint _last;

    /// <summary>Admits a stranger and numbers its connection; false when there are too many.</summary>
    public bool TryAdmit(TransportAddress remote, out uint number)
    {
        lock (_lock)
        {
            var ofOne = _strangers.GetValueOrDefault(Origin(remote));
            number = ++_last;
            if (_all >= Most || _strangersOfAll >= MostStrangers || ofOne >= MostStrangersOfOne)
            {
                return false;
            }

            _all++;
            _strangersOfAll++;
            _strangers[Origin(remote)] = ofOne + 1;
            return true;
        }
    }

    /// <summary>A stranger has proved who it is.</summary>
    public void Trust(TransportAddress remote)
    {
        lock (_lock)
        {
            ForgetStranger(remote);
        }
    }

    /// <summary>A connection has ended.</summary>
    public void Leave(TransportAddress remote, bool trusted)
    {
        lock (_lock)
        {
            _all--;
            if (!trusted)
            {
                ForgetStranger(remote);
            }
        }
    }

    private static ulong Origin(TransportAddress remote) => remote.IsIPv4 ? remote.Low : remote.High;

    private void ForgetStranger(TransportAddress remote)
    {
        _strangersOfAll--;
        var origin = Origin(remote);
        if (--_strangers[origin] == 0)
        {
            _strangers.Remove(origin);
        }
    }
}
