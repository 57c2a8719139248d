namespace Visio.Sfu.Loop;

/// <summary>
/// Numbers for the addresses of this machine that datagrams came to, in the order they were first seen. An answer must leave from the
/// address that was asked (RFC 8445 §7.2.5.2.1), and on a machine with several the kernel would choose by its routes alone.
/// </summary>
internal sealed class LocalPaths
{
    /// <summary>More than these share number 0, for which the kernel chooses.</summary>
    private const int Most = 64;

    private readonly (ulong High, ulong Low)[] _addresses = new (ulong High, ulong Low)[Most];
    private int _count;
    private int _last;

    /// <summary>The number of an address, from 1 on; a new one is given the next.</summary>
    public uint Of(ulong high, ulong low)
    {
        if (_last < _count && _addresses[_last] == (high, low))
        {
            return (uint)_last + 1;
        }

        var at = Array.IndexOf(_addresses, (high, low), 0, _count);
        if (at < 0)
        {
            if (_count == Most)
            {
                return 0;
            }

            at = _count++;
            _addresses[at] = (high, low);
        }

        _last = at;
        return (uint)at + 1;
    }

    /// <summary>The address with a number; false for 0.</summary>
    public bool TryFind(uint number, out ulong high, out ulong low)
    {
        (high, low) = number > 0 && number <= _count ? _addresses[number - 1] : default;
        return number > 0 && number <= _count;
    }
}
